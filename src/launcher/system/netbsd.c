/* SPDX-License-Identifier: ISC */
/* NetBSD.  Not yet run there; from ld.elf_so(1), sysctl(7). */
#include "config.h"

#include "features.h"

#include <stdlib.h>
#include <sys/param.h>
#include <sys/sysctl.h>

const struct system this_system = {
    .preload = "LD_PRELOAD",
    .preload_else = "LD_PRELOAD",
    .go_avoids_libc = true,
};

bool system_executable(char path[PATH_MAX])
{
    const int name[] = {CTL_KERN, KERN_PROC_ARGS, -1, KERN_PROC_PATHNAME};
    char file[PATH_MAX];
    size_t size = sizeof file;

    return !sysctl(name, 4, file, &size, NULL, 0) && realpath(file, path);
}
