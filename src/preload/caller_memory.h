/* SPDX-License-Identifier: ISC */
/*
 * Addresses that a program hands in may point nowhere; the kernel then answers EFAULT
 * where a library that reads them would crash.
 */
#ifndef NOREUSEADDR_CALLER_MEMORY_H
#define NOREUSEADDR_CALLER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * To be called once, at load: remembers where the first thread's stack ends.
 */
void caller_memory_start(void);

/*
 * Are the LENGTH bytes at ADDRESS certain to be there, because they lie in the frames
 * of this thread's callers?  False means "not known".  No system call;
 * async-signal-safe.
 */
bool caller_memory_is_stack(const void *address, size_t length);

#endif
