/* SPDX-License-Identifier: ISC */
/* macOS has no symbol versions, and the ELF Tool Chain's libelf does not read them. */
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
