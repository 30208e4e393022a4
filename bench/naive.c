/* SPDX-License-Identifier: ISC */
/*
 * The same idea done without care, for comparison: every call looks up the next
 * definition, and every connect asks the kernel for the flag and the port first.
 */
#include "config.h"

#undef _TIME_BITS

#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int connect(int fd, const struct sockaddr *to, socklen_t length)
{
    struct sockaddr_in6 local = {.sin6_port = 0};
    socklen_t size = sizeof local, value_size = sizeof(int);
    int flag = 0, off = 0;

    getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, &value_size);
    getsockname(fd, (struct sockaddr *)&local, &size);
    if (flag && !local.sin6_port)
        NEXT(setsockopt)(fd, SOL_SOCKET, SO_REUSEADDR, &off, sizeof off);
    return NEXT(connect)(fd, to, length);
}

int bind(int fd, const struct sockaddr *local, socklen_t length)
{
    return NEXT(bind)(fd, local, length);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
    return NEXT(setsockopt)(fd, level, option, value, length);
}

ssize_t sendto(int fd, const void *data, size_t size, int flags,
               const struct sockaddr *to, socklen_t length)
{
    return NEXT(sendto)(fd, data, size, flags, to, length);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return NEXT(sendmsg)(fd, message, flags);
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    return NEXT(sendmmsg)(fd, messages, count, flags);
}
