/* SPDX-License-Identifier: ISC */
/* Where the project's own files are: in the build tree, in a staged or moved prefix, or
 * where configure was told. */
#ifndef NOREUSEADDR_LAUNCHER_INSTALLED_H
#define NOREUSEADDR_LAUNCHER_INSTALLED_H

#include <limits.h>
#include <stdbool.h>

/*
 * Writes the absolute path of the running launcher into PATH.  ARGV0 serves where the
 * system can't tell.  Returns false if it can't be found.
 */
bool installed_launcher(const char *argv0, char path[PATH_MAX]);

/*
 * Looks for the file NAME, which `make install` puts into DIRECTORY (absolute, as
 * configured), seen from the running launcher LAUNCHER: in .libs beside it (the build
 * tree), at the same place relative to it as DIRECTORY is to the configured directory
 * of the launcher, and in DIRECTORY.  Writes the absolute path of the first that can be
 * read into PATH; returns false if there is none.
 */
bool installed_find(const char *launcher, const char *directory, const char *name,
                    char path[PATH_MAX]);

#endif
