/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "caller_memory.h"

#include "memory_layout.h"

extern char **environ;

/* Written at load, read only afterwards; 0 is "not known". */
static uintptr_t first_stack_end;
static uintptr_t variables, variables_end;

void caller_memory_start(void)
{
    first_stack_end = (uintptr_t)environ; /* above the first frame (execve) */
    memory_find_variables(&variables, &variables_end);
}

/* Does a stack that ends at END hold this frame at HERE and all from START to STOP? */
static bool is_stack(uintptr_t end, uintptr_t here, uintptr_t start, uintptr_t stop)
{
    return here <= start && stop <= end && end - here <= memory_stack_reach;
}

bool caller_memory_is_there(const void *address, size_t length)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t start = (uintptr_t)address, stop = start + length;

    if (stop < start)
        return false;
    /*
     * The heap follows the variables (load_elf_binary in fs/binfmt_elf.c) after a
     * random gap of some megabytes, which alone of all this could be a pointer to
     * nowhere.
     */
    return is_stack(first_stack_end, here, start, stop) ||
           is_stack(memory_thread_stack_end(), here, start, stop) ||
           (variables <= start && stop <= variables_end) ||
           (variables_end && variables_end <= start && stop <= memory_heap_end());
}
