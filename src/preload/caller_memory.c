/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "caller_memory.h"

#include <link.h>
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

extern char **environ;

/* A stack is taken to reach no further than this, the usual limit on its size. */
static const uintptr_t stack_reach = 8 << 20;

/* Written at load, read only afterwards; 0 is "not known". */
static uintptr_t first_stack_end;
static uintptr_t variables, variables_end;

/* The program is the first object of the list, and its last segment the writable one.
 */
static int remember_variables(struct dl_phdr_info *program, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (int i = 0; i < program->dlpi_phnum; i++) {
        if (program->dlpi_phdr[i].p_type != PT_LOAD ||
            !(program->dlpi_phdr[i].p_flags & PF_W))
            continue;
        variables = program->dlpi_addr + program->dlpi_phdr[i].p_vaddr;
        variables_end = variables + program->dlpi_phdr[i].p_memsz;
    }
    return 1; /* no further object */
}

/*
 * The end of the heap, 0 if there is none.  glibc keeps it in a variable (misc/brk.c);
 * sbrk(0) would be a system call before the first malloc.  Elsewhere malloc does not
 * use the break.
 */
#ifdef __GLIBC__
extern void *__curbrk;

static uintptr_t heap_end(void)
{
    return (uintptr_t)__curbrk;
}
#else
static uintptr_t heap_end(void)
{
    return 0;
}
#endif

void caller_memory_start(void)
{
    first_stack_end = (uintptr_t)environ; /* above the first frame (execve) */
    dl_iterate_phdr(remember_variables, NULL);
}

/* Does a stack that ends at END hold this frame at HERE and all from START to STOP? */
static bool is_stack(uintptr_t end, uintptr_t here, uintptr_t start, uintptr_t stop)
{
    return here <= start && stop <= end && end - here <= stack_reach;
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
     *
     * glibc and musl keep a thread's descriptor, which pthread_self names, at the end
     * of its stack.  Where it is elsewhere the answer is "not known".
     */
    return is_stack(first_stack_end, here, start, stop) ||
           is_stack((uintptr_t)pthread_self(), here, start, stop) ||
           (variables <= start && stop <= variables_end) ||
           (variables_end && variables_end <= start && stop <= heap_end());
}
