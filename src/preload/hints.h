/* SPDX-License-Identifier: ISC */
/*
 * What this process remembers of its sockets.  Hints, no more: nobody tells the library
 * of close, dup or descriptors that arrive from elsewhere.  They are checked against
 * what the kernel tells; a wrong one can leave the flag on a client, or take it off one
 * whose port is the program's own, and no worse.
 *
 * Fixed tables of atomics in zero pages that cost memory only where they are touched:
 * no lock, no allocation.  Every function is async-signal-safe and leaves errno alone
 * unless it says that it makes a system call.
 */
#ifndef NOREUSEADDR_HINTS_H
#define NOREUSEADDR_HINTS_H

#include "hidden.h"
#include "rule.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Of hints.c; here for the inline functions alone. */
HIDDEN extern _Atomic unsigned hints_clock;
HIDDEN extern _Atomic unsigned hints_settled[1 << 16];

/*
 * The kernel gave PORT (1 to 65535) to the socket FD; ORIGIN says in which call.
 * Remembered for stream and datagram sockets.  One system call.
 */
void hints_port_given(int fd, unsigned port, enum port_origin origin);

/*
 * Whose choice is PORT (0 to 65535), the local port that the kernel names for FD?  A
 * duplicate of the descriptor that the port was given to is found too; that costs a
 * system call.
 */
enum port_origin hints_port_origin(int fd, unsigned port);

/*
 * PORT (0 to 65535) counts as the program's own from now on.
 */
void hints_forget_port(unsigned port);

/*
 * The time, counted in flags that the process set: 0 before the first one, afterwards
 * never without its highest bit.  What is settled after it was read holds until it
 * changes.
 */
static inline unsigned hints_now(void)
{
    return atomic_load_explicit(&hints_clock, memory_order_acquire);
}

/*
 * A flag was set on some socket: what was settled is so no more.
 */
void hints_flag_set(void);

/*
 * Was FD settled (its sends need no look at it) and no flag set since?  True as well
 * while none was ever set.  Every send passes here, so it is short.
 */
static inline bool hints_is_settled(int fd)
{
    unsigned now = hints_now();

    return !now ||
           (atomic_load_explicit(&hints_settled[(uint16_t)fd], memory_order_relaxed) ^
            (unsigned)fd) == now;
}

/*
 * FD is settled as of WHEN, which hints_now() said before the kernel was asked; 0 is
 * never.
 */
void hints_settle(int fd, unsigned when);

#endif
