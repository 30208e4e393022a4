/* SPDX-License-Identifier: ISC */
/* The settings as the text that the library reads. */
#ifndef NOREUSEADDR_LAUNCHER_SETTINGS_TEXT_H
#define NOREUSEADDR_LAUNCHER_SETTINGS_TEXT_H

#include "fix/settings.h"

/*
 * Writes the words for SETTINGS into BUFFER of SIZE bytes, shortest form: a setting
 * at its default is left out.  Returns the length without the terminating NUL; at
 * least SIZE if it did not fit.
 */
size_t settings_format(const struct settings *settings, char *buffer, size_t size);

#endif
