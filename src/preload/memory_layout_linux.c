/* SPDX-License-Identifier: ISC */
/* Linux, with glibc or musl. */
#include "config.h"

#include "memory_layout.h"

#include <pthread.h>

/* The usual limit on the size of a stack. */
const uintptr_t memory_stack_reach = 8 << 20;

/*
 * glibc keeps the break in a variable (misc/brk.c); sbrk(0) would be a system call
 * before the first malloc.  musl's malloc maps its memory.
 */
uintptr_t memory_heap_end(void)
{
#ifdef __GLIBC__
    extern void *__curbrk;

    return (uintptr_t)__curbrk;
#else
    return 0;
#endif
}

/* glibc and musl keep a thread's descriptor, which this names, at that end. */
uintptr_t memory_thread_stack_end(void)
{
    return (uintptr_t)pthread_self();
}
