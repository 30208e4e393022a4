/* SPDX-License-Identifier: ISC */
/*
 * OpenBSD.  Run on 7.7 and 7.8; from ld.so(1), libexec/ld.so/loader.c.
 * Go programs call libc here, since system calls from elsewhere are refused
 * (msyscall(2), pinsyscalls(2)).
 */
#include "config.h"

#include "features.h"

const struct system this_system = {
    .preload = "LD_PRELOAD",
    .preload_else = "LD_PRELOAD",
    .go_avoids_libc = false,
    .keys_look_like_kill = true, /* sys/kern/kern_sig.c:postsig knows no sender */
};

/* The kernel doesn't keep the path; the caller falls back on argv[0]. */
bool system_executable(char path[PATH_MAX])
{
    (void)path;
    return false;
}
