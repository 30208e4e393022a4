/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "next.h"

#include <errno.h>

NEXT_EARLY(next.connect, connect, int,
           (int fd, const struct sockaddr *to, socklen_t length), (fd, to, length))
NEXT_EARLY(next.bind, bind, int,
           (int fd, const struct sockaddr *local, socklen_t length),
           (fd, local, length))
NEXT_EARLY(next.setsockopt, setsockopt, int,
           (int fd, int level, int option, const void *value, socklen_t length),
           (fd, level, option, value, length))
NEXT_EARLY(next.sendto, sendto, ssize_t,
           (int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
            socklen_t length),
           (fd, data, size, flags, to, length))
NEXT_EARLY(next.sendmsg, sendmsg, ssize_t,
           (int fd, const struct msghdr *message, int flags), (fd, message, flags))

struct next next = {early_connect, early_bind, early_setsockopt, early_sendto,
                    early_sendmsg};

int next_missing(void)
{
    errno = ENOSYS;
    return -1;
}

void next_start(void)
{
    NEXT_LOOK_UP(next.connect, connect_fn, "connect");
    NEXT_LOOK_UP(next.bind, bind_fn, "bind");
    NEXT_LOOK_UP(next.setsockopt, setsockopt_fn, "setsockopt");
    NEXT_LOOK_UP(next.sendto, sendto_fn, "sendto");
    NEXT_LOOK_UP(next.sendmsg, sendmsg_fn, "sendmsg");
}
