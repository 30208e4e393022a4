/* SPDX-License-Identifier: ISC */
/*
 * What the wrappers share with those of the names that a system has beyond the POSIX
 * ones.  A way in follows this pattern:
 *
 *     struct choice choice = {.caller = CALLER};
 *
 *     if (flag_is_unused() || !choice_before_connect(&choice, fd, to, length))
 *         return next(fd, to, length);
 *     return (int)choice_after(&choice, next(fd, to, length));
 *
 * All are async-signal-safe.
 */
#ifndef NOREUSEADDR_INTERPOSE_H
#define NOREUSEADDR_INTERPOSE_H

#include "next.h"

#include "choice.h"
#include "start.h"

#include <stdbool.h>

/*
 * Learns from a setsockopt of level SOL_SOCKET on FD that the process uses the flag,
 * and returns RESULT, what the call returned, which itself returns to CALLER.  Leaves
 * errno alone.
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
