/* SPDX-License-Identifier: ISC */
/* Which calls are tried. */
#ifndef NOREUSEADDR_TESTS_OPS_H
#define NOREUSEADDR_TESTS_OPS_H

#include "promises.h"

/* What is tried: which sockets, which calls, with which settings. */
struct trial {
    const char *name, *settings;
    struct promised promised;
    bool no_streams, both_flags, failing_addresses;
    bool give_again; /* ports */
    bool from_zero;  /* descriptors */
    enum { SENDTO, SENDMSG, SENDMMSG } send;
    int first_descriptor; /* 0: the usual one */
};

enum { OPS = 256 };

struct ops {
    struct op list[OPS];
    unsigned length;
};

/* Stores in OPS the calls of TRIAL that can follow where the program stands in WORLD.
 */
void find_ops(struct ops *ops, const struct world *world, const struct trial *trial);

#endif
