/* SPDX-License-Identifier: ISC */
/* Failure mode 12: wraps syscall(2), by which programs go past libc. */
#include "config.h"

#include "fix/next.h"

#include <stdarg.h>
#include <unistd.h>

long syscall(long number, ...)
{
    long (*libc_syscall)(long, ...) = (long (*)(long, ...))next_look_up("syscall");
    long argument[6];
    va_list arguments;

    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        argument[i] = va_arg(arguments, long);
    va_end(arguments);
    return libc_syscall(number, argument[0], argument[1], argument[2], argument[3],
                        argument[4], argument[5]);
}
