/* SPDX-License-Identifier: ISC */
/*
 * What is fixed when the library is loaded, and the one thing that a process learns
 * later: that it uses the flag.
 */
#ifndef NOREUSEADDR_START_H
#define NOREUSEADDR_START_H

#include "hidden.h"
#include "options.h"

#include <stdatomic.h>

/* Written by start, read only afterwards. */
HIDDEN extern struct options settings;

/*
 * The options (bits of reuse_options.h) that this process is known to have set on some
 * socket and that the settings do not exempt.  While it is 0 nothing is asked of the
 * kernel: every wrapper calls on at once.  A whole word: on RISC-V gcc before 13 takes
 * the atomics of a byte from libatomic (riscv-gcc issue 12), and libc alone is needed.
 */
HIDDEN extern _Atomic unsigned flags_in_use;

/*
 * Looks up the next definitions and reads the settings; a second call finds the same.
 * Run by the library's constructor, or earlier if another constructor makes a wrapped
 * call.  Leaves errno alone; not async-signal-safe.
 */
COLD void start(void);

/*
 * The options (bits of reuse_options.h) that the settings do not exempt.
 * Async-signal-safe.
 */
unsigned flags_watched(void);

/*
 * Those that the kernel is asked about: with a report, all, for it tells of those that
 * the settings exempt as well.  Async-signal-safe.
 */
unsigned flags_asked(void);

#endif
