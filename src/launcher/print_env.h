/* SPDX-License-Identifier: ISC */
/* --print-env: the environment, for who else is to set it. */
#ifndef NOREUSEADDR_LAUNCHER_PRINT_ENV_H
#define NOREUSEADDR_LAUNCHER_PRINT_ENV_H

#include "environment.h"

#include <stdbool.h>

/* Is there such a FORM: systemd, rc.conf, rc.conf:service and others, or NULL for
 * NAME=value in lines? */
bool print_env_has(const char *form);

/*
 * Prints ENVIRONMENT to standard output in FORM.  A setting that is to be unset is
 * printed as an empty one, which the library takes for the defaults.  Returns false,
 * and has complained, if FORM can't say a value.
 */
bool print_env(const struct environment *environment, const char *form);

#endif
