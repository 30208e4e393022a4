/* SPDX-License-Identifier: ISC */
/*
 * Linux.  musl has no name beyond the POSIX ones and sendmmsg.  glibc has __connect
 * (socket/Versions), and on 32-bit systems with 32-bit time the names that a program
 * built with _TIME_BITS=64 calls (sysdeps/unix/sysv/linux/Versions, GLIBC_2.34).
 */
#include "config.h"

#include "entry.h"

#ifdef __GLIBC__
int __connect(int fd, const struct sockaddr *to, socklen_t length);

/* Other libraries wrap connect alone, so that is what comes next. */
ENTRY int __connect(int fd, const struct sockaddr *to, socklen_t length)
{
    return entry_connect(&next.connect, fd, to, length, CALLER);
}
#endif

#if defined __GLIBC__ && __TIMESIZE == 32
#include <gnu/libc-version.h>
#include <string.h>

setsockopt_fn __setsockopt64;
sendmsg_fn __sendmsg64;
sendmmsg_fn __sendmmsg64;

static _Atomic(setsockopt_fn *) next_setsockopt64;
static _Atomic(sendmsg_fn *) next_sendmsg64;
static _Atomic(sendmmsg_fn *) next_sendmmsg64;

ENTRY int __setsockopt64(int fd, int level, int option, const void *value,
                         socklen_t length)
{
    return entry_setsockopt(&next_setsockopt64, fd, level, option, value, length,
                            CALLER);
}

ENTRY ssize_t __sendmsg64(int fd, const struct msghdr *message, int flags)
{
    return entry_sendmsg(&next_sendmsg64, fd, message, flags, CALLER);
}

ENTRY int __sendmmsg64(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    return entry_sendmmsg(&next_sendmmsg64, fd, messages, count, flags, CALLER);
}

/* No program can call them under an older glibc, and a look-up in vain allocates. */
void entry_start(void)
{
    if (strverscmp(gnu_get_libc_version(), "2.34") < 0)
        return;
    NEXT_LOOK_UP(next_setsockopt64, setsockopt_fn, "__setsockopt64");
    NEXT_LOOK_UP(next_sendmsg64, sendmsg_fn, "__sendmsg64");
    NEXT_LOOK_UP(next_sendmmsg64, sendmmsg_fn, "__sendmmsg64");
}
#else
void entry_start(void)
{
}
#endif
