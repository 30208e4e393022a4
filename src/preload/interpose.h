/* SPDX-License-Identifier: ISC */
/*
 * What each wrapped call does around the next definition, for the names that a system
 * has beyond the POSIX ones.  A way in follows this pattern:
 *
 *     struct choice choice = {.caller = CALLER};
 *
 *     if (flag_is_unused() || !choice_before_connect(&choice, fd, to, length))
 *         return next(fd, to, length);
 *     return (int)choice_after(&choice, next(fd, to, length));
 *
 * All are async-signal-safe.  The functions "before" leave errno as they found it, the
 * functions "after" as the program's own call left it.
 */
#ifndef NOREUSEADDR_INTERPOSE_H
#define NOREUSEADDR_INTERPOSE_H

#include "next.h"

#include "choice.h"
#include "start.h"

#include <stdbool.h>

/*
 * Is the call to be watched, one that connects FD to the LENGTH bytes at TO?  If so the
 * flag may have been cleared, and choice_after must follow.
 */
bool choice_before_connect(struct choice *choice, int fd, const struct sockaddr *to,
                           socklen_t length);

/*
 * The same for a call that sends to the LENGTH bytes at TO (NULL: to the peer).
 */
bool choice_before_send(struct choice *choice, int fd, const struct sockaddr *to,
                        socklen_t length);

/*
 * The same for a call that sends MESSAGE, the first one of a vector.
 */
bool choice_before_message(struct choice *choice, int fd, const struct msghdr *message);

/*
 * Settles the flag after the call and returns RESULT, what the call returned.
 */
ssize_t choice_after(struct choice *choice, ssize_t result);

/*
 * The same for a call that binds FD to the LENGTH bytes at LOCAL; choice_after_bind
 * must follow in any case and returns RESULT, what the call returned.
 */
void choice_before_bind(struct choice *choice, int fd, const struct sockaddr *local,
                        socklen_t length);
int choice_after_bind(struct choice *choice, const struct sockaddr *local, int result);

/*
 * Learns from a setsockopt of level SOL_SOCKET on FD that the process uses the flag,
 * and returns RESULT, what the call returned, which itself returns to CALLER.
 */
int flag_after_setsockopt(int fd, int option, const void *value, socklen_t length,
                          int result, const void *caller);

/*
 * Is nothing to be asked, because no flag is in use in this process?  All that a way in
 * does in most processes.
 */
static inline bool flag_is_unused(void)
{
    return !atomic_load_explicit(&flags_in_use, memory_order_relaxed);
}

#endif
