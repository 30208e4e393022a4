/* SPDX-License-Identifier: ISC */
/* Failure mode 5: wraps vfork, whose child returns through the wrapper's frame. */
#include "config.h"

#include "fix/next.h"

#include <unistd.h>

static volatile unsigned children;

pid_t vfork(void)
{
    pid_t (*libc_vfork)(void) = (pid_t(*)(void))next_look_up("vfork");
    pid_t child = libc_vfork();

    children++;
    return child;
}
