/* SPDX-License-Identifier: ISC */
/* Linux, with glibc or musl. */
#include "config.h"

#include "memory_layout.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static uintptr_t first_thread;

/*
 * glibc keeps the break in a variable (misc/brk.c), NULL before the first malloc.
 * musl's malloc maps its memory.  Weak, since musl's loader ends a program (status 127)
 * that is given a library with a reference to nothing (ldso/dynlink.c:do_relocs).
 */
#ifdef __GLIBC__
extern void *__curbrk __attribute__((weak));

uintptr_t memory_heap_end(void)
{
    return &__curbrk ? (uintptr_t)__curbrk : 0;
}
#else
uintptr_t memory_heap_end(void)
{
    return 0;
}
#endif

/*
 * The heap begins at the break.  The kernel is asked past libc, whose sbrk(0) would
 * remember the answer and spare the program's first malloc a system call: after
 * start-up a process is to make the same ones as without the library.
 */
static uintptr_t heap_begin(void)
{
    uintptr_t end = memory_heap_end();

    return end ? end : (uintptr_t)syscall(SYS_brk, 0);
}

void memory_layout_find(struct memory_layout *layout)
{
    memory_find_variables(layout);
    layout->heap = heap_begin();
    /* The usual limit on its size; the kernel maps nothing within 128 MB below it
     * (MIN_GAP in arch/x86/mm/mmap.c and mm/util.c). */
    layout->first_stack_reach = 8 << 20;
    first_thread = (uintptr_t)pthread_self();
}

/*
 * glibc and musl keep a thread's descriptor, which pthread_self names, at the end of
 * its stack; but the first thread's elsewhere.
 */
uintptr_t memory_thread_stack_end(void)
{
    uintptr_t self = (uintptr_t)pthread_self();

    return self == first_thread ? 0 : self;
}

/*
 * rt_sigprocmask reads the set before it refuses the unknown HOW (kernel/signal.c), so
 * EFAULT says that the word can't be read.
 */
bool memory_kernel_can_read(uintptr_t address)
{
    enum { NO_HOW = -1, KERNEL_SET = 8 /* bytes */ };
    int error = errno;
    bool can = syscall(SYS_rt_sigprocmask, NO_HOW, address, NULL, KERNEL_SET) &&
               errno == EINVAL;

    errno = error;
    return can;
}
