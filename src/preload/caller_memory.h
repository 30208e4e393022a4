/* SPDX-License-Identifier: ISC */
/*
 * Addresses that a program hands in may point nowhere; the kernel then answers EFAULT
 * where a library that reads them would crash.
 */
#ifndef NOREUSEADDR_CALLER_MEMORY_H
#define NOREUSEADDR_CALLER_MEMORY_H

#include "hidden.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * To be called once, at load: remembers where the first thread's stack, the program's
 * variables and its heap lie.  Not async-signal-safe.
 */
COLD void caller_memory_start(void);

/*
 * Are the LENGTH bytes at ADDRESS certain to be there?  They are if they lie in the
 * frames of this thread's callers, in the program's variables or in the heap that grows
 * by brk.  False means "not known".  No system call; async-signal-safe.
 */
bool caller_memory_is_there(const void *address, size_t length);

#endif
