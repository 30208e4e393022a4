/* SPDX-License-Identifier: ISC */
/*
 * Memory that may not be there: one memory_<system>.c each.
 */
#ifndef NOREUSEADDR_AUDIT_MEMORY_H
#define NOREUSEADDR_AUDIT_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Does the kernel say that the word at ADDRESS can be read?  False where it can't be
 * asked.  System calls that change nothing; leaves errno alone; async-signal-safe.
 */
COLD bool memory_kernel_can_read(uintptr_t address);

#endif
