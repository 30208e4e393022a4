/* SPDX-License-Identifier: ISC */
/*
 * Preloaded behind ours, and so nearest to the kernel: a descriptor N beyond the table
 * of hints.c stands for N - FAR.  So there are such numbers without the leave to open
 * so many.
 */
#include "config.h"
#include "fix/plain_names.h"

#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/types.h>

enum { FAR = (1 << 16) + 1 };

static int real(int fd)
{
    return fd < FAR ? fd : fd - FAR;
}

ssize_t sendto(int fd, const void *data, size_t size, int flags,
               const struct sockaddr *to, socklen_t length)
{
    ssize_t (*next)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);

    *(void **)&next = dlsym(RTLD_NEXT, "sendto");
    return next(real(fd), data, size, flags, to, length);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
    int (*next)(int, int, int, const void *, socklen_t);

    *(void **)&next = dlsym(RTLD_NEXT, "setsockopt");
    return next(real(fd), level, option, value, length);
}

int getsockopt(int fd, int level, int option, void *restrict value,
               socklen_t *restrict length)
{
    int (*next)(int, int, int, void *restrict, socklen_t *restrict);

    *(void **)&next = dlsym(RTLD_NEXT, "getsockopt");
    return next(real(fd), level, option, value, length);
}

/* How a test with 64-bit time on 32 bits asks; the libraries use the plain name. */
int __getsockopt64(int fd, int level, int option, void *value, socklen_t *length);

int __getsockopt64(int fd, int level, int option, void *value, socklen_t *length)
{
    return getsockopt(fd, level, option, value, length);
}

int getsockname(int fd, struct sockaddr *restrict name, socklen_t *restrict length)
{
    int (*next)(int, struct sockaddr *restrict, socklen_t *restrict);

    *(void **)&next = dlsym(RTLD_NEXT, "getsockname");
    return next(real(fd), name, length);
}
