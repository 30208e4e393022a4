/* SPDX-License-Identifier: ISC */
/* The launcher of the build tree: libraries are where libtool makes them. */
#include "config.h"

#include "project_files.h"

#include "message.h"

#include <stdio.h>
#include <string.h>

bool project_find(const char *launcher, enum project_folder folder, const char *name,
                  char path[PATH_MAX])
{
    static const char *const below[] = {".libs", "src/demo", "src/cgroup"};
    char candidate[PATH_MAX];
    int here = (int)(strrchr(launcher, '/') - launcher);

    (void)folder;
    for (size_t i = 0; i < sizeof below / sizeof below[0]; i++)
        if (snprintf(candidate, sizeof candidate, "%.*s/%s", here, launcher, below[i]) <
                PATH_MAX &&
            project_readable(candidate, name, path))
            return true;
    complain("%s: not in the build tree of %s", name, launcher);
    return false;
}
