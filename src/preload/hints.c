/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "hints.h"

#include "socket.h"

#include <stdatomic.h>
#include <sys/socket.h>

/*
 * For each port the socket that the kernel gave it to last: descriptor, type, origin.
 * Kept by port and not by descriptor, so that dup needs no bookkeeping.
 */
static _Atomic unsigned given_ports[1 << 16];

enum {
    ORIGIN_BITS = 4,
    TYPE_BITS = 4,
    FD_SHIFT = ORIGIN_BITS + TYPE_BITS,
    MAX_FD = (1 << 24) - 1,
};

static unsigned entry_type(unsigned entry)
{
    return entry >> ORIGIN_BITS & ((1u << TYPE_BITS) - 1);
}

void hints_port_given(int fd, unsigned port, enum port_origin origin)
{
    int type = socket_type(fd);

    /* An SCTP one-to-many socket (SOCK_SEQPACKET) may listen and connect both.  A
     * sandbox may refuse the question: then the type is 0, on the way back too. */
    if ((type && type != SOCK_STREAM && type != SOCK_DGRAM) || fd > MAX_FD)
        return;
    atomic_store_explicit(&given_ports[port],
                          (unsigned)fd << FD_SHIFT | (unsigned)type << ORIGIN_BITS |
                              origin,
                          memory_order_relaxed);
}

enum port_origin hints_port_origin(int fd, unsigned port)
{
    unsigned entry = atomic_load_explicit(&given_ports[port], memory_order_relaxed);

    if (!port)
        return PORT_NONE;
    if (!entry)
        return PORT_OWN;
    /* The same number on TCP and UDP is not the same port. */
    if (entry >> FD_SHIFT != (unsigned)fd &&
        entry_type(entry) != (unsigned)socket_type(fd))
        return PORT_OWN;
    return entry & ((1u << ORIGIN_BITS) - 1);
}

void hints_forget_port(unsigned port)
{
    if (atomic_load_explicit(&given_ports[port], memory_order_relaxed))
        atomic_store_explicit(&given_ports[port], 0, memory_order_relaxed);
}

/*
 * For each descriptor the time at which it was settled, mingled with the number itself:
 * numbers that differ by the length of the table take turns in one place, and none is
 * taken for another.  A number that was closed and given to another socket does no harm
 * where the flag on that one was set later.  Where it came with the socket (dup2,
 * SCM_RIGHTS) the fix may be missed until the next flag is set.
 */
_Atomic unsigned hints_settled[1 << 16];
_Atomic unsigned hints_clock;

/* Always set after the first flag, so that a place that was never written fits no
 * descriptor: those are positive. */
static const unsigned clock_runs = 1u << 31;

void hints_flag_set(void)
{
    /* Each one step, so that no thread that was held up sets the count back. */
    atomic_fetch_add_explicit(&hints_clock, 1, memory_order_release);
    atomic_fetch_or_explicit(&hints_clock, clock_runs, memory_order_release);
}

void hints_settle(int fd, unsigned when)
{
    atomic_store_explicit(&hints_settled[(uint16_t)fd], when ^ (unsigned)fd,
                          memory_order_relaxed);
}
