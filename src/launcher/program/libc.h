/* SPDX-License-Identifier: ISC */
/* Which C library a program loads, where that is not this system's. */
#ifndef NOREUSEADDR_LAUNCHER_PROGRAM_LIBC_H
#define NOREUSEADDR_LAUNCHER_PROGRAM_LIBC_H

#include "inspect.h"

#include <limits.h>
#include <stdbool.h>

/* glibc's; others have no versions that could be too old. */
#define LIBC "libc.so.6"

/*
 * Finds the C library that PROGRAM brings along, as ld.so(8) looks for it: by the run
 * paths of the program, LD_LIBRARY_PATH, and then beside its loader, if that is another
 * one than SYSTEM_LOADER.  Writes its path into PATH.  Returns false if there is none:
 * then it is this system's, or not known.
 */
bool program_libc(const struct program *program, const char *system_loader,
                  char path[PATH_MAX]);

#endif
