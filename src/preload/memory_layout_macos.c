/* SPDX-License-Identifier: ISC */
/* macOS, whose malloc maps its memory. */
#include "config.h"

#include "memory_layout.h"

#include <pthread.h>

const uintptr_t memory_stack_reach = 1 << 20;

void memory_find_variables(uintptr_t *start, uintptr_t *end)
{
    *start = *end = 0;
}

uintptr_t memory_heap_end(void)
{
    return 0;
}

/* No lock and no system call for the own thread (libpthread, src/pthread.c). */
uintptr_t memory_thread_stack_end(void)
{
    return (uintptr_t)pthread_get_stackaddr_np(pthread_self());
}
