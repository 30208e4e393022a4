/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "hints.h"

#include "socket.h"

#include <sys/socket.h>

/*
 * For each port the socket that the kernel gave it to last: descriptor and origin. Kept
 * by port and not by descriptor, so that dup needs no bookkeeping; and by type, since
 * the same number on TCP and UDP is not the same port.
 */
static _Atomic unsigned given[2][1 << 16];

enum { ORIGIN_BITS = 2, ORIGIN_MASK = (1 << ORIGIN_BITS) - 1 };

static unsigned entry_at(bool datagram, unsigned port)
{
    return atomic_load_explicit(&given[datagram][port], memory_order_relaxed);
}

static bool is_of(unsigned entry, int fd)
{
    return entry && entry >> ORIGIN_BITS == (unsigned)fd;
}

void hints_port_given(int fd, unsigned port, enum port_origin origin)
{
    int type = socket_type(fd);

    /* An SCTP one-to-many socket (SOCK_SEQPACKET) may listen and connect both. */
    if (!port || (type && type != SOCK_STREAM && type != SOCK_DGRAM))
        return;
    atomic_store_explicit(&given[type == SOCK_DGRAM][port],
                          (unsigned)fd << ORIGIN_BITS | origin, memory_order_relaxed);
}

/* Is FD, whose port has the number PORT, a datagram socket?  Asked of the kernel only
 * where both types have been given the number, or one of them to another descriptor.
 * Where a sandbox refuses it counts as a stream, when the port is given too. */
static bool is_of_datagrams(int fd, unsigned port)
{
    unsigned stream = entry_at(false, port), datagram = entry_at(true, port);
    bool is_known = !stream && !datagram;

    if (!stream != !datagram)
        is_known = is_of(stream, fd) || is_of(datagram, fd);
    return is_known ? datagram != 0 : socket_type(fd) == SOCK_DGRAM;
}

enum port_origin hints_port_origin(int fd, unsigned port, bool *datagram)
{
    *datagram = is_of_datagrams(fd, port);
    unsigned entry = entry_at(*datagram, port);
    if (!port)
        return PORT_NONE;
    return entry ? (enum port_origin)(entry & ORIGIN_MASK) : PORT_OWN;
}

void hints_port_is_own(int fd, unsigned port)
{
    bool type = is_of_datagrams(fd, port);

    if (entry_at(type, port))
        atomic_store_explicit(&given[type][port], 0, memory_order_relaxed);
    if (is_of(entry_at(!type, port), fd)) /* of a socket that was closed */
        atomic_store_explicit(&given[!type][port], 0, memory_order_relaxed);
}

/* By the lower 16 bits of a descriptor: its upper bits, and the flags that are off. */
static _Atomic unsigned cleared[1 << 16];

static unsigned entry_of(int fd, unsigned flags)
{
    return (unsigned)fd >> 16 << FLAGS | flags;
}

void hints_set_cleared(int fd, unsigned flags)
{
    if (flags || hints_cleared(fd))
        atomic_store_explicit(&cleared[(uint16_t)fd], flags ? entry_of(fd, flags) : 0,
                              memory_order_relaxed);
}

unsigned hints_cleared(int fd)
{
    unsigned entry = atomic_load_explicit(&cleared[(uint16_t)fd], memory_order_relaxed);
    unsigned flags = entry & ALL_FLAGS;

    return entry == entry_of(fd, flags) ? flags : 0;
}

int hints_next_cleared(unsigned *at)
{
    while (*at < sizeof cleared / sizeof cleared[0]) {
        unsigned place = (*at)++;
        unsigned entry = atomic_load_explicit(&cleared[place], memory_order_relaxed);
        if (entry)
            return (int)(entry >> FLAGS << 16 | place);
    }
    return -1;
}

/*
 * For each descriptor the time at which its sends were found harmless, and the number
 * itself, by XOR: numbers that share a place take turns.  A number that another socket
 * has now is caught if the flag on that one was set later.  Where the flag came with
 * the socket (dup2, SCM_RIGHTS) the fix may be missed until the next one is set.
 */
_Atomic unsigned hints_harmless[1 << 16];
_Atomic unsigned hints_clock;

/* Set after the first flag, so that a place never written fits no descriptor. */
static const unsigned clock_runs = 1u << 31;

void hints_flag_set(void)
{
    /* Each one step, so that no thread that was held up sets the count back. */
    atomic_fetch_add_explicit(&hints_clock, 1, memory_order_release);
    atomic_fetch_or_explicit(&hints_clock, clock_runs, memory_order_release);
}

void hints_set_harmless(int fd, unsigned when)
{
    atomic_store_explicit(&hints_harmless[(uint16_t)fd], when ^ (unsigned)fd,
                          memory_order_relaxed);
}
