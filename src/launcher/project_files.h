/* SPDX-License-Identifier: ISC */
/* Where the project's own files are. */
#ifndef NOREUSEADDR_LAUNCHER_PROJECT_FILES_H
#define NOREUSEADDR_LAUNCHER_PROJECT_FILES_H

#include <limits.h>
#include <stdbool.h>

enum project_folder {
    PROJECT_LIBRARIES, /* libdir: what is preloaded */
    PROJECT_PRIVATE,   /* pkglibexecdir: what --demo and --cgroup run */
};

/*
 * Writes the absolute path of the running launcher into PATH.  ARGV0 serves where the
 * system can't tell.  Returns false if it can't be found.
 */
bool project_launcher(const char *argv0, char path[PATH_MAX]);

/*
 * Finds the file NAME, which `make install` puts into FOLDER, for the running launcher
 * LAUNCHER.  For the one in the build tree it is below its directory.  For an installed
 * one it is where FOLDER lies relative to its directory, so that a staged or moved
 * prefix works, or in FOLDER as configured; never below its directory, where others may
 * be able to write.  Writes the absolute path of
 * the first that can be read into PATH.  Returns false, and has complained, if there is
 * none.
 */
bool project_find(const char *launcher, enum project_folder folder, const char *name,
                  char path[PATH_MAX]);

/*
 * Writes the absolute path of the file NAME in DIRECTORY into PATH.  Returns false if
 * it can't be read.  For project_find() alone.
 */
bool project_readable(const char *directory, const char *name, char path[PATH_MAX]);

#endif
