/* SPDX-License-Identifier: ISC */
/* The library that the launcher preloads: the fix, or the one that records as well. */
#ifndef NOREUSEADDR_LAUNCHER_LIBRARY_H
#define NOREUSEADDR_LAUNCHER_LIBRARY_H

#include "program/obstacle.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

struct library {
    char launcher[PATH_MAX]; /* the running launcher; absolute */
    char path[PATH_MAX];     /* the library file; absolute */
    char name[PATH_MAX]; /* what goes into the preload variable: the shortest text by
                            which the loader finds that very file */
};

/*
 * Finds the library FILE (LIBRARY_FIX or LIBRARY_AUDIT) that belongs to the running
 * launcher and proves that the loader finds it too.  ARGV0 is the launcher's own
 * argv[0].  Returns false, and has complained, if there is none or if it can't be named
 * in the preload variable.
 */
bool library_find(const char *argv0, const char *file, struct library *library);

/*
 * Writes into NAME the name with a slash by which programs of as many architectures as
 * possible find the library file PATH: with $LIB where the loader takes that for PATH,
 * else PATH.  Returns false, and has complained, if loaders would cut PATH up.
 */
bool library_name_by_path(const char *path, char name[PATH_MAX]);

/*
 * LIBRARY as program_obstacle() wants it, valid as long as LIBRARY.  A name that is not
 * the path itself leads programs of other architectures to their own copy.
 */
static inline struct preload library_preload(const struct library *library)
{
    return (struct preload){library->path, library->launcher,
                            strcmp(library->name, library->path) != 0};
}

#endif
