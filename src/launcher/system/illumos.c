/* SPDX-License-Identifier: ISC */
/*
 * illumos.  Not yet run there; from ld.so.1(1), getexecname(3C).  A library that can't
 * be preloaded ends the program, so the variable for this word size alone is set; it
 * hides the one without a suffix, whose list is therefore copied.  Go programs call
 * libc.
 */
#include "config.h"

#include "features.h"

#include <stdlib.h>

const struct system this_system = {
    .preload = sizeof(void *) == 8 ? "LD_PRELOAD_64" : "LD_PRELOAD_32",
    .preload_else = "LD_PRELOAD",
    .go_avoids_libc = false,
};

bool system_executable(char path[PATH_MAX])
{
    return realpath("/proc/self/path/a.out", path) != NULL;
}
