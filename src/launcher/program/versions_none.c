/* SPDX-License-Identifier: ISC */
/* Systems without symbol versions: macOS, OpenBSD. */
#include "config.h"

#include "versions.h"

bool versions_missing(const char *library, const char *soname, const char *path,
                      char version[VERSION_NAME])
{
    (void)library;
    (void)soname;
    (void)path;
    *version = '\0';
    return false;
}
