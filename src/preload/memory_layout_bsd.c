/* SPDX-License-Identifier: ISC */
/*
 * The BSDs and illumos.  Their malloc maps its memory, and pthread_self names a
 * descriptor on the heap, or a mere number.
 */
#include "config.h"

#include "memory_layout.h"

void memory_layout_find(struct memory_layout *layout)
{
    memory_find_variables(layout);
    /* On FreeBSD and DragonFly the next stack may begin 2 MB below the end of the first
     * one, with a hole between them (THR_STACK_INITIAL in libthr and libthread_xu). */
    layout->first_stack_reach = 1 << 20;
}

uintptr_t memory_heap_end(void)
{
    return 0;
}

uintptr_t memory_thread_stack_end(void)
{
    return 0;
}

bool memory_kernel_can_read(uintptr_t address)
{
    (void)address;
    return false;
}
