/* SPDX-License-Identifier: ISC */
/*
 * What this process remembers of its sockets.  Hints, no more: nobody tells the library
 * of close, dup or descriptors that arrive from elsewhere.  A wrong one can leave the
 * flag on a client, or take it off one whose port is the program's own, and no worse.
 *
 * Fixed tables of atomics that cost memory only where they are touched: no lock, no
 * allocation.  Every function is async-signal-safe and leaves errno alone unless it
 * says that it makes a system call.
 */
#ifndef NOREUSEADDR_HINTS_H
#define NOREUSEADDR_HINTS_H

#include "policy.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Of hints.c; here for the inline functions alone. */
HIDDEN extern _Atomic unsigned hints_clock;
HIDDEN extern _Atomic unsigned hints_harmless[1 << 16];

/*
 * The kernel gave PORT (0 to 65535; 0 is none yet) to the socket FD; ORIGIN says in
 * which call.  Remembered for stream and datagram sockets.  One system call.
 */
void hints_port_given(int fd, unsigned port, enum port_origin origin);

/*
 * Who chose PORT (0 to 65535), the local port that the kernel names for FD?  Where it
 * was the kernel, DATAGRAM becomes the type of socket that it was chosen for.  A system
 * call where another descriptor was given it: FD may be a duplicate.
 */
enum port_origin hints_port_origin(int fd, unsigned port, bool *datagram);

/*
 * PORT (1 to 65535) of the socket FD counts as the program's own from now on.  A system
 * call where the kernel had given that number.
 */
void hints_port_is_own(int fd, unsigned port);

/*
 * The flags that are off on the socket FD by the library's doing: keeps FLAGS and no
 * others, returns them, and finds the descriptors that have some, one at each call, -1
 * at the end (AT is 0 to begin with).
 */
void hints_set_cleared(int fd, unsigned flags);
unsigned hints_cleared(int fd);
int hints_next_cleared(unsigned *at);

/*
 * The time, counted in flags that the process set: 0 before the first one, afterwards
 * never without its highest bit.
 */
static inline unsigned hints_now(void)
{
    return atomic_load_explicit(&hints_clock, memory_order_acquire);
}

/*
 * A flag was set on some socket: what was harmless may be so no more.
 */
void hints_flag_set(void);

/*
 * Was it found since the last flag was set that sends on FD choose no port, or have no
 * flag?  True while none was ever set.  Every send passes here, so it is short.
 */
static inline bool hints_is_harmless(int fd)
{
    unsigned now = hints_now();

    return !now ||
           (atomic_load_explicit(&hints_harmless[(uint16_t)fd], memory_order_relaxed) ^
            (unsigned)fd) == now;
}

/*
 * Sends on FD were found harmless at WHEN, which hints_now() said before the kernel was
 * asked; 0 is never.
 */
void hints_set_harmless(int fd, unsigned when);

#endif
