/* SPDX-License-Identifier: ISC */
#ifndef NOREUSEADDR_CHOICE_H
#define NOREUSEADDR_CHOICE_H

#include "rule.h"

#include <sys/socket.h>

struct report_row;

/* A row of the report whose address could not be read before the kernel did. */
struct record_later {
    struct report_row *row; /* NULL: nothing is left to be noted */
    const struct sockaddr *address;
    socklen_t length;
};

/* One choice of a local port that the kernel is about to make. */
struct choice {
    const void *caller; /* where the program made the call */
    int fd, family;     /* AF_INET, AF_INET6; 0: not asked yet */
    enum occasion occasion;
    enum action action;
    enum port_origin origin;
    unsigned port;     /* the local port before the call, 0 if none */
    unsigned put_back; /* the flags that were known to be set, and were cleared */
    const struct sockaddr *unread; /* a destination that could not be looked at yet */
    struct record_later later;     /* what is still to be noted of it */
};

/*
 * The address that the function it stands in returns to.  For the wrappers, and for the
 * functions that they end in: those were jumped to, so it is the program's.
 */
#define CALLER __builtin_return_address(0)

#endif
