/* SPDX-License-Identifier: ISC */
/*
 * Memory that may not be there.  What differs by system is memory_kernel_can_read: one
 * memory_<system>.c each.
 */
#ifndef NOREUSEADDR_AUDIT_MEMORY_H
#define NOREUSEADDR_AUDIT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Does the kernel say that the word at ADDRESS can be read?  False where it can't be
 * asked.  System calls that change nothing; leaves errno alone; async-signal-safe.
 */
COLD bool memory_kernel_can_read(uintptr_t address);

/* Addresses that something is said to lie at, and where of them the kernel was asked
 * last. */
struct memory_range {
    uintptr_t start, end;
    uintptr_t page; /* the address of a page that can be read, 0 if none is known */
};

/*
 * Can SIZE bytes at ADDRESS be read?  False if they are not all in RANGE, or are more
 * than 64 KiB, which nothing that is read here has.  The kernel is asked about each
 * page but the one that it was asked about last; as memory_kernel_can_read.
 */
COLD bool memory_is_there(struct memory_range *range, uintptr_t address, size_t size);

#endif
