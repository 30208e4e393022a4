/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "caller_memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

extern char **environ;

/* A stack is taken to reach no further than this, the usual limit on its size. */
static const uintptr_t stack_reach = 8 << 20;

static _Atomic uintptr_t first_stack_end;

void caller_memory_start(void)
{
    /* The kernel lays the environment above the first frame (execve). */
    atomic_store_explicit(&first_stack_end, (uintptr_t)environ, memory_order_relaxed);
}

/* Does a stack that ends at END hold this frame at HERE and all from START to STOP? */
static bool is_within(uintptr_t end, uintptr_t here, uintptr_t start, uintptr_t stop)
{
    return here <= start && start <= stop && stop <= end && end - here <= stack_reach;
}

bool caller_memory_is_stack(const void *address, size_t length)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t start = (uintptr_t)address, stop = start + length;

    /*
     * glibc and musl keep a thread's descriptor, which pthread_self names, at the end
     * of its stack.  Where it is elsewhere the answer is "not known".
     */
    return is_within(atomic_load_explicit(&first_stack_end, memory_order_relaxed), here,
                     start, stop) ||
           is_within((uintptr_t)pthread_self(), here, start, stop);
}
