/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "memory.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * rt_sigprocmask reads the set before it refuses the unknown HOW (kernel/signal.c), so
 * EFAULT says that the word can't be read.  process_vm_readv says it too, but hardly a
 * sandbox allows that.
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
