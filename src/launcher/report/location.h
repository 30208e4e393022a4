/* SPDX-License-Identifier: ISC */
/* Where a step is, for tools that open files: a path from the working folder. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_LOCATION_H
#define NOREUSEADDR_LAUNCHER_REPORT_LOCATION_H

#include "chain.h"

#include <limits.h>

struct report_location {
    char path[PATH_MAX]; /* as bytes, which may be any but NUL; relative to the working
                            folder if it is in that or nothing more is known */
    int line;            /* of the source; 0: PATH is a module */
    uint64_t offset;     /* in that, as the report has it */
};

/*
 * Finds where STEP (NULL: not known) is: its line of source, else its module.  Returns
 * false if neither is known.
 */
bool report_location(const struct report_step *step, struct report_location *location);

/* Writes the path of FILE, LENGTH bytes, into PATH as report_location() does. */
void report_location_path(const char *file, size_t length, char path[PATH_MAX]);

enum { REPORT_URI = (size_t)3 * PATH_MAX + sizeof "file://" }; /* bytes */

/* Writes PATH into URI (RFC 3986), a relative one or with the scheme "file". */
void report_location_uri(const char *path, char uri[REPORT_URI]);

/* Resolves "." and ".." in PATH, and drops leading "..".  The rest is the file's path
 * in the source, whatever folder it was built in. */
void report_path_tidy(char *path);

#endif
