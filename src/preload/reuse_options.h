/* SPDX-License-Identifier: ISC */
/*
 * The socket options that act on the choice of a local port, each with a bit of its
 * own, so that a set of them fits a byte.
 */
#ifndef NOREUSEADDR_REUSE_OPTIONS_H
#define NOREUSEADDR_REUSE_OPTIONS_H

#include "config.h"

#include <sys/socket.h>

/*
 * SO_REUSEPORT acts like SO_REUSEADDR on the port choice of every kernel of BSD
 * descent, and on Linux for UDP.  SO_REUSEPORT_LB is FreeBSD's; in_pcbbind_setup
 * (sys/netinet/in_pcb.c) tests all three alike.
 */
static const int reuse_options[] = {
    SO_REUSEADDR,
#if HAVE_DECL_SO_REUSEPORT
    SO_REUSEPORT,
#endif
#if HAVE_DECL_SO_REUSEPORT_LB
    SO_REUSEPORT_LB,
#endif
};

enum {
    REUSE_OPTIONS = sizeof reuse_options / sizeof reuse_options[0],
    REUSE_ADDR = 1,                       /* the bit of SO_REUSEADDR */
    REUSE_ALL = (1 << REUSE_OPTIONS) - 1, /* every bit */
};

/*
 * The bit of OPTION, a socket option of level SOL_SOCKET; 0 if it is another one.
 * Async-signal-safe.
 */
static inline unsigned reuse_bit(int option)
{
    for (unsigned i = 0; i < REUSE_OPTIONS; i++)
        if (reuse_options[i] == option)
            return 1u << i;
    return 0;
}

#endif
