/* SPDX-License-Identifier: ISC */
/*
 * How kernels of BSD descent choose a local port, as docs/kernels.md has it from their
 * sources.
 */
#ifndef NOREUSEADDR_MODEL_PORT_CHOICE_H
#define NOREUSEADDR_MODEL_PORT_CHOICE_H

#include "pcb_table.h"

enum kernel { OPENBSD, FREEBSD9, FREEBSD13, NETBSD6 };

/* One choice. */
struct port_request {
    enum kernel kernel;
    int type;
    int family;
    bool flagged;           /* SO_REUSEADDR or SO_REUSEPORT is set */
    const struct end *peer; /* NULL: a bind to port 0 */
    unsigned first, last;   /* the range */
};

/*
 * Returns a port for REQUEST, 0 if none is free.  The table is locked.
 */
unsigned port_choose(const struct port_request *request);

/*
 * Does a connect to PEER from PORT fail with EADDRINUSE, since the 4-tuple is taken?
 * CHOSEN: the kernel has just chosen the port for it.  The table is locked.
 */
bool port_is_refused(enum kernel kernel, unsigned port, const struct end *peer,
                     bool chosen);

#endif
