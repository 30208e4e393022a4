/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "project_files.h"

#include "message.h"

#include <stdio.h>
#include <string.h>

static const char *const configured[] = {
    [PROJECT_LIBRARIES] = LIBDIR,
    [PROJECT_PRIVATE] = PKGLIBEXECDIR,
};

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

bool project_find(const char *launcher, enum project_folder folder, const char *name,
                  char path[PATH_MAX])
{
    const char *directory = configured[folder];
    char here[PATH_MAX], candidate[PATH_MAX];

    snprintf(here, sizeof here, "%s", launcher);
    *strrchr(here, '/') = '\0';
    if ((relative_to_launcher(here, directory, candidate) &&
         project_readable(candidate, name, path)) ||
        project_readable(directory, name, path))
        return true;
    complain("%s: neither beside %s nor in %s", name, launcher, directory);
    return false;
}
