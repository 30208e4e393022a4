/* SPDX-License-Identifier: ISC */
/* macOS, whose malloc maps its memory, and whose programs are not ELF. */
#include "config.h"

#include "memory_layout.h"

#include <pthread.h>

void memory_layout_find(struct memory_layout *layout)
{
    layout->first_stack_reach = 1 << 20;
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

bool memory_kernel_can_read(uintptr_t address)
{
    (void)address;
    return false;
}
