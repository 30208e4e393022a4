/* SPDX-License-Identifier: ISC */
/* The search for a command in PATH. */
#ifndef NOREUSEADDR_LAUNCHER_PROGRAM_FIND_H
#define NOREUSEADDR_LAUNCHER_PROGRAM_FIND_H

#include <limits.h>
#include <stdbool.h>

/*
 * Finds the file that execvp(3) would run for COMMAND and writes its path into PATH.
 * Returns false with errno set (ENOENT, EACCES, ...) if there is none.
 */
bool program_find(const char *command, char path[PATH_MAX]);

/* Is PATH a regular file that this process may execute?  Sets errno if not. */
bool program_is_executable(const char *path);

#endif
