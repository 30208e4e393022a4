/* SPDX-License-Identifier: ISC */
/*
 * FreeBSD.  An earlier version was run on 12.1, 13.2 and 15; from rtld(1), sysctl(3).
 * Programs of another word size have a variable of their own (LD_32_PRELOAD), so a bare
 * name would gain nothing.
 */
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
