/* SPDX-License-Identifier: ISC */
/* DragonFly.  An earlier version was run on 5.9; from rtld(1), sysctl(3). */
#include "config.h"

#include "features.h"

#include <stdlib.h>
#include <sys/sysctl.h>
#include <sys/types.h>

const struct system this_system = {
    .preload = "LD_PRELOAD",
    .preload_else = "LD_PRELOAD",
    .go_avoids_libc = true,
};

bool system_executable(char path[PATH_MAX])
{
    const int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, -1};
    char file[PATH_MAX];
    size_t size = sizeof file;

    return !sysctl(name, 4, file, &size, NULL, 0) && realpath(file, path);
}
