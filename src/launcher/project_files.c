/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "project_files.h"

#include "program/find.h"
#include "system/features.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool project_launcher(const char *argv0, char path[PATH_MAX])
{
    char found[PATH_MAX];

    return system_executable(path) ||
           (program_find(argv0, found) && realpath(found, path));
}

bool project_readable(const char *directory, const char *name, char path[PATH_MAX])
{
    char real[PATH_MAX];

    if (!realpath(directory, real))
        return false;
    int length = snprintf(path, PATH_MAX, "%s/%s", real, name);
    return length >= 0 && length < PATH_MAX && !access(path, R_OK);
}
