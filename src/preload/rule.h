/* SPDX-License-Identifier: ISC */
/*
 * The rule: while the kernel chooses a local port, SO_REUSEADDR is off; and a client
 * whose port the kernel chose does not carry it.  A port that the program chose itself
 * is the program's business.  docs/design.md has the table and the reasons.
 */
#ifndef NOREUSEADDR_RULE_H
#define NOREUSEADDR_RULE_H

#include "options.h"

#include <stdbool.h>

/* What the program is about to do. */
enum occasion {
    TO_CONNECT,  /* connect to AF_INET or AF_INET6 */
    TO_BIND_ANY, /* bind to port 0 */
    TO_SEND,     /* send to an address, which may bind first */
};

/* Whose choice is the local port that the socket has? */
enum port_origin {
    PORT_NONE,      /* it has none yet */
    PORT_OWN,       /* the program's, or not known */
    PORT_BIND_ANY,  /* the kernel's, in a bind to port 0 */
    PORT_LEFT_OVER, /* the kernel's, in a connect or send that failed afterwards */
};

enum action {
    LEAVE,        /* touch nothing */
    CLEAR,        /* clear the flag; put it back if the call fails */
    CLEAR_AROUND, /* clear the flag and put it back after the call in any case */
};

/*
 * What is to be done with the flag of a socket that carries it?  TAKEN: the socket is
 * connected or listens.  A pure function; async-signal-safe.
 */
enum action rule(enum occasion occasion, enum port_origin origin, bool taken,
                 const struct options *options);

#endif
