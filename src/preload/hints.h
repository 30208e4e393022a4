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

#include "rule.h"

#include <stdbool.h>

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
 * A number that stands for "no flag has been set in this process since".
 */
unsigned hints_now(void);

/*
 * A flag was set on some socket: what was settled is so no more.
 */
void hints_flag_set(void);

/*
 * Was FD settled (its sends need no look at it) and no flag set since?
 */
bool hints_is_settled(int fd);

/*
 * FD is settled as of WHEN, which hints_now() said before the kernel was asked.
 */
void hints_settle(int fd, unsigned when);

#endif
