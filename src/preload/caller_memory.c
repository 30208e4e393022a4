/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "caller_memory.h"

#include "memory_layout.h"

extern char **environ;

/* Hardly a thread has a smaller stack, so a frame that is this near its end is on it
 * and not on a coroutine's below. */
static const uintptr_t thread_stack_reach = 64 << 10;

/* Written at load, read only afterwards. */
static struct memory_layout layout;
static uintptr_t first_stack_end;

void caller_memory_start(void)
{
    first_stack_end = (uintptr_t)environ; /* above the first frame (execve) */
    memory_layout_find(&layout);
}

/* The bytes of an address. */
struct range {
    uintptr_t start, stop;
};

/* Does the stack that ends at END and reaches down to REACH hold this frame at HERE,
 * and above it all of RANGE? */
static bool is_stack(uintptr_t end, uintptr_t reach, uintptr_t here, struct range range)
{
    return here <= range.start && range.stop <= end && end - here <= reach;
}

/* Does RANGE lie between BEGIN and END, if they are known? */
static bool is_within(uintptr_t begin, uintptr_t end, struct range range)
{
    return begin && begin <= range.start && range.stop <= end;
}

bool caller_memory_is_there(const void *address, size_t length)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    struct range range = {(uintptr_t)address, (uintptr_t)address + length};

    return range.start <= range.stop &&
           (is_stack(first_stack_end, layout.first_stack_reach, here, range) ||
            is_stack(memory_thread_stack_end(), thread_stack_reach, here, range) ||
            is_within(layout.variables, layout.variables_end, range) ||
            is_within(layout.heap, memory_heap_end(), range));
}
