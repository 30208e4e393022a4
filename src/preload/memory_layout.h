/* SPDX-License-Identifier: ISC */
/*
 * Where a system puts what a process keeps in memory: one memory_layout_<system>.c
 * each.
 */
#ifndef NOREUSEADDR_MEMORY_LAYOUT_H
#define NOREUSEADDR_MEMORY_LAYOUT_H

#include <stdint.h>

/* How far a stack is taken to reach at the most, in bytes. */
extern const uintptr_t memory_stack_reach;

/*
 * Stores where the program's own variables begin and end; 0 and 0 if that is not known.
 * Takes the loader's lock: for the start of the library, not async-signal-safe.
 */
void memory_find_variables(uintptr_t *start, uintptr_t *end);

/*
 * The end of the heap that follows the variables; 0 if there is none or that would take
 * a system call.  Async-signal-safe.
 */
uintptr_t memory_heap_end(void);

/*
 * The end of the calling thread's stack; 0 if that is not known.  Async-signal-safe.
 */
uintptr_t memory_thread_stack_end(void);

#endif
