/* SPDX-License-Identifier: ISC */
/* What the launcher changes in the environment of the command. */
#ifndef NOREUSEADDR_LAUNCHER_ENVIRONMENT_H
#define NOREUSEADDR_LAUNCHER_ENVIRONMENT_H

#include "fix/settings.h"

#include <limits.h>
#include <stdbool.h>

struct environment {
    char *preload; /* the value of this_system.preload, "" if it is to be unset */
    char options[PATH_MAX + 200]; /* of SETTINGS_VARIABLE, "" if it is to be unset */
};

/*
 * Fills ENVIRONMENT for the library called LIBRARY (NULL: a run without it) and
 * OPTIONS, on top of what the launcher's own environment says.  Returns false, and has
 * complained, if there is no memory; else free it with environment_free().
 */
bool environment_make(struct environment *environment, const char *library,
                      const struct settings *options);

/*
 * Makes ENVIRONMENT that of this process and of the programs it runs, and tells the
 * address sanitizer in ASAN_OPTIONS that a library in front of it is no fault.  Returns
 * false, and has complained, if there is no memory.
 */
bool environment_apply(const struct environment *environment);

/* Frees what environment_make() allocated. */
void environment_free(struct environment *environment);

#endif
