/* SPDX-License-Identifier: ISC */
/* The symbol versions of ELF files. */
#ifndef NOREUSEADDR_LAUNCHER_PROGRAM_VERSIONS_H
#define NOREUSEADDR_LAUNCHER_PROGRAM_VERSIONS_H

#include <stdbool.h>

enum { VERSION_NAME = 64 }; /* bytes */

/*
 * Finds a version that the file LIBRARY needs of a library called SONAME, and that the
 * file PATH does not define: with that one a loader refuses LIBRARY.  Writes it into
 * VERSION.  Returns false if there is none, or if a file can't be read.
 */
bool versions_missing(const char *library, const char *soname, const char *path,
                      char version[VERSION_NAME]);

#endif
