/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "installed.h"

#include "program/find.h"
#include "system/features.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool installed_launcher(const char *argv0, char path[PATH_MAX])
{
    char found[PATH_MAX];

    return system_executable(path) ||
           (program_find(argv0, found) && realpath(found, path));
}

/* The length of the longest directory that holds both A and B. */
static size_t common_directory(const char *a, const char *b)
{
    size_t common = 0, i = 0;

    for (; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            common = i;
    if ((!a[i] || a[i] == '/') && (!b[i] || b[i] == '/'))
        common = i;
    return common;
}

/* Writes to BUFFER the way to the directory TO from a launcher that was installed in
 * BINDIR and now is in the directory HERE. */
static bool relative_to_launcher(const char *here, const char *to,
                                 char buffer[PATH_MAX])
{
    size_t common = common_directory(BINDIR, to);
    size_t length = strlen(here);

    if (length >= PATH_MAX)
        return false;
    memcpy(buffer, here, length + 1);
    for (const char *from = &BINDIR[common]; *from; from++) {
        if (*from != '/')
            continue;
        if (length + 3 >= PATH_MAX)
            return false;
        memcpy(buffer + length, "/..", 4);
        length += 3;
    }
    int rest = snprintf(buffer + length, PATH_MAX - length, "%s", to + common);
    return rest >= 0 && (size_t)rest < PATH_MAX - length;
}

static bool readable(const char *directory, const char *name, char path[PATH_MAX])
{
    char real[PATH_MAX];

    if (!realpath(directory, real))
        return false;
    int length = snprintf(path, PATH_MAX, "%s/%s", real, name);
    return length >= 0 && length < PATH_MAX && !access(path, R_OK);
}

bool installed_find(const char *launcher, const char *directory, const char *name,
                    char path[PATH_MAX])
{
    char here[PATH_MAX], candidate[PATH_MAX];

    snprintf(here, sizeof here, "%s", launcher);
    *strrchr(here, '/') = '\0';
    int length = snprintf(candidate, sizeof candidate, "%s/.libs", here);
    if (length >= 0 && length < PATH_MAX && readable(candidate, name, path))
        return true;
    if (relative_to_launcher(here, directory, candidate) &&
        readable(candidate, name, path))
        return true;
    return readable(directory, name, path);
}
