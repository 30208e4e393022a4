/* SPDX-License-Identifier: ISC */
/*
 * The rule: while the kernel chooses a local port, SO_REUSEADDR is off; and a client
 * whose port the kernel chose does not carry it.  docs/design.md has the table.
 */
#ifndef NOREUSEADDR_POLICY_H
#define NOREUSEADDR_POLICY_H

#include "settings.h"

#include <stdbool.h>

/* What the program calls. */
enum call {
    CALL_CONNECT,
    CALL_BIND_ANY, /* bind to port 0 */
    CALL_SEND,     /* a send that may bind the socket first, or connect it */
    CALL_SET_FLAG, /* setsockopt: no port is chosen */
};

/* Who chose the local port that the socket has? */
enum port_origin {
    PORT_NONE,     /* it has none yet */
    PORT_OWN,      /* the program, or it is not known */
    PORT_BIND_ANY, /* the kernel, in a bind to port 0 */
    PORT_FAILED,   /* the kernel, in a connect or send that failed afterwards */
};

enum action {
    LEAVE,        /* touch nothing */
    CLEAR,        /* clear the flag; set it again if the call fails */
    CLEAR_AROUND, /* clear the flag, and set it again after the call in any case */
};

/*
 * What is to be done with the flag of a socket that carries it?  DATAGRAM, whether it
 * is a datagram socket, matters for PORT_BIND_ANY alone.  Pure; async-signal-safe.
 */
enum action policy(enum call call, enum port_origin origin, bool datagram,
                   const struct settings *settings);

#endif
