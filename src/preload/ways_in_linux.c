/* SPDX-License-Identifier: ISC */
/*
 * Linux.  musl has no name beyond the POSIX ones and sendmmsg.  glibc has __connect
 * (socket/Versions), and on 32-bit systems with 32-bit time the names that a program
 * built with _TIME_BITS=64 calls (sysdeps/unix/sysv/linux/Versions, GLIBC_2.34).
 */
#include "interpose.h"

#include "sendmmsg.h"
#include "ways_in.h"

#ifdef __GLIBC__
int __connect(int fd, const struct sockaddr *to, socklen_t length);

/* Other libraries wrap connect alone, so that is what comes next. */
WAY_IN int __connect(int fd, const struct sockaddr *to, socklen_t length)
{
    struct choice choice = {.caller = CALLER};

    if (flag_is_unused() || !choice_before_connect(&choice, fd, to, length))
        return NEXT(connect)(fd, to, length);
    return (int)choice_after(&choice, NEXT(connect)(fd, to, length));
}
#endif

#if defined __GLIBC__ && __TIMESIZE == 32
#include <errno.h>
#include <gnu/libc-version.h>
#include <string.h>

setsockopt_fn __setsockopt64;
sendmsg_fn __sendmsg64;
sendmmsg_fn __sendmmsg64;

static _Atomic(setsockopt_fn *) next_setsockopt64;
static _Atomic(sendmsg_fn *) next_sendmsg64;
static _Atomic(sendmmsg_fn *) next_sendmmsg64;

WAY_IN int __setsockopt64(int fd, int level, int option, const void *value,
                          socklen_t length)
{
    setsockopt_fn *next_call = NEXT_EXTRA(next_setsockopt64);

    if (!next_call) {
        errno = ENOSYS;
        return -1;
    }
    int result = next_call(fd, level, option, value, length);
    return level == SOL_SOCKET
               ? flag_after_setsockopt(fd, option, value, length, result, CALLER)
               : result;
}

WAY_IN ssize_t __sendmsg64(int fd, const struct msghdr *message, int flags)
{
    sendmsg_fn *next_call = NEXT_EXTRA(next_sendmsg64);
    struct choice choice = {.caller = CALLER};

    if (!next_call) {
        errno = ENOSYS;
        return -1;
    }
    if (flag_is_unused() || !choice_before_message(&choice, fd, message))
        return next_call(fd, message, flags);
    return choice_after(&choice, next_call(fd, message, flags));
}

WAY_IN int __sendmmsg64(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    sendmmsg_fn *next_call = NEXT_EXTRA(next_sendmmsg64);

    if (!next_call) {
        errno = ENOSYS;
        return -1;
    }
    return interpose_sendmmsg(next_call, fd, messages, count, flags, CALLER);
}

/* No program can call them under an older glibc, and a look-up in vain allocates. */
static void start_time64(void)
{
    if (strverscmp(gnu_get_libc_version(), "2.34") < 0)
        return;
    NEXT_LOOK_UP(next_setsockopt64, setsockopt_fn, "__setsockopt64");
    NEXT_LOOK_UP(next_sendmsg64, sendmsg_fn, "__sendmsg64");
    NEXT_LOOK_UP(next_sendmmsg64, sendmmsg_fn, "__sendmmsg64");
}
#else
static void start_time64(void)
{
}
#endif

void ways_in_start(void)
{
    sendmmsg_start();
    start_time64();
}
