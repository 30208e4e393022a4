/* SPDX-License-Identifier: ISC */
/* What is fixed at load, and what a process learns later: that it uses the flag. */
#ifndef NOREUSEADDR_START_H
#define NOREUSEADDR_START_H

#include "settings.h"

#include <stdatomic.h>
#include <stdbool.h>

/* Written by start, read only afterwards. */
HIDDEN extern struct settings settings;

/*
 * The flags (of socket.h) that this process is known to have set on some socket.  While
 * there are none nothing is asked of the kernel: every wrapper calls on at once.  A
 * whole word: on RISC-V gcc before 13 takes the atomics of a byte from libatomic
 * (riscv-gcc issue 12).  Async-signal-safe.
 */
HIDDEN extern _Atomic unsigned flags_in_use;

static inline unsigned flags_are_in_use(void)
{
    return atomic_load_explicit(&flags_in_use, memory_order_relaxed);
}

/*
 * FLAGS are in use from now on, unless all is passed through.  Async-signal-safe.
 */
void flags_use(unsigned flags);

/*
 * The flags that the settings do not exempt.  Async-signal-safe.
 */
unsigned flags_to_clear(void);

/*
 * Looks up the next definitions and reads the settings, once: in the library's
 * constructor, or earlier if another constructor makes a wrapped call.  Leaves errno
 * alone; not async-signal-safe.
 */
COLD void start(void);

/*
 * The environment variable NAME; NULL if there is none, and in secure execution, where
 * the environment is the attacker's.  For the start of the library.
 */
COLD const char *start_getenv(const char *name);

#endif
