/* SPDX-License-Identifier: ISC */
/*
 * Where a system puts what a process keeps in memory: one memory_layout_<system>.c
 * each.
 */
#ifndef NOREUSEADDR_MEMORY_LAYOUT_H
#define NOREUSEADDR_MEMORY_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

/* What is known once at load; 0 is "not known". */
struct memory_layout {
    uintptr_t variables, variables_end; /* the program's own */
    uintptr_t heap;                     /* where it begins, if it grows by brk */
    uintptr_t first_stack_reach; /* how far the first thread's stack is certain */
};

/*
 * Fills LAYOUT.  May make a system call and take the loader's lock: for the start of
 * the library, not async-signal-safe.
 */
void memory_layout_find(struct memory_layout *layout);

/*
 * Fills what concerns the variables: the part that all systems with ELF share.
 */
void memory_find_variables(struct memory_layout *layout);

/*
 * The end of the heap now; 0 if it does not grow by brk.  No system call;
 * async-signal-safe.
 */
uintptr_t memory_heap_end(void);

/*
 * The end of the calling thread's stack, if it is not the first thread; 0 if that is
 * not known.  No system call; async-signal-safe.
 */
uintptr_t memory_thread_stack_end(void);

/*
 * Does the kernel say that the word at ADDRESS can be read?  False where it can't be
 * asked.  A system call that changes nothing; leaves errno alone; async-signal-safe.
 */
bool memory_kernel_can_read(uintptr_t address);

#endif
