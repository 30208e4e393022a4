/* SPDX-License-Identifier: ISC */
/*
 * The names by which a program reaches the wrapped calls.  The POSIX ones stand in
 * interpose.c, sendmmsg in sendmmsg.c, those that one system has beyond them in
 * ways_in_<system>.c.
 */
#ifndef NOREUSEADDR_WAYS_IN_H
#define NOREUSEADDR_WAYS_IN_H

#include "config.h"

/*
 * Only what carries WAY_IN is seen from outside the library.  WAY_IN_NAME(connect) is
 * connect where the first definition of a name wins (ELF); macOS wants other names and
 * a table.
 */
#define WAY_IN __attribute__((visibility("default")))

/*
 * Looks up the next definitions of this system's names.  As next_start.
 */
COLD void ways_in_start(void);

/*
 * The same for sendmmsg.
 */
#if HAVE_SENDMMSG
void sendmmsg_start(void);
#else
static inline void sendmmsg_start(void)
{
}
#endif

#endif
