/* SPDX-License-Identifier: ISC */
#include "next.h"

#include "start.h"

#include <dlfcn.h>
#include <errno.h>

/*
 * Another library's constructor may call before ours has run (ip2unix issue 29), so
 * each pointer starts at a function that catches up.
 */
#define EARLY(name, parameters, arguments, type)                                       \
    static type early_##name parameters                                                \
    {                                                                                  \
        start();                                                                       \
        if (NEXT(name) != early_##name)                                                \
            return NEXT(name) arguments;                                               \
        errno = ENOSYS;                                                                \
        return -1;                                                                     \
    }

EARLY(connect, (int fd, const struct sockaddr *to, socklen_t length), (fd, to, length),
      int)
EARLY(bind, (int fd, const struct sockaddr *local, socklen_t length),
      (fd, local, length), int)
EARLY(setsockopt, (int fd, int level, int option, const void *value, socklen_t length),
      (fd, level, option, value, length), int)
EARLY(sendto,
      (int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
       socklen_t length),
      (fd, data, size, flags, to, length), ssize_t)
EARLY(sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags),
      ssize_t)

struct next next = {early_connect, early_bind, early_setsockopt, early_sendto,
                    early_sendmsg};

void *next_look_up(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

void next_start(void)
{
    NEXT_LOOK_UP(next.connect, connect_fn, "connect");
    NEXT_LOOK_UP(next.bind, bind_fn, "bind");
    NEXT_LOOK_UP(next.setsockopt, setsockopt_fn, "setsockopt");
    NEXT_LOOK_UP(next.sendto, sendto_fn, "sendto");
    NEXT_LOOK_UP(next.sendmsg, sendmsg_fn, "sendmsg");
}
