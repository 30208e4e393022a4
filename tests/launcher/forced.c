/* SPDX-License-Identifier: ISC */
/*
 * A preloaded library that sets SO_REUSEADDR by itself, in the call that FORCE names:
 * socket, bind, connect or setsockopt (then with any other option).  With OWN_NEXT it
 * sets it by the next definition of setsockopt, else by the name.
 */
#include "config.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

typedef int setsockopt_function(int, int, int, const void *, socklen_t);

/* ISO C has no conversion from a pointer to an object to one to a function. */
#define NEXT(function, name)                                                           \
    do {                                                                               \
        void *symbol = dlsym(RTLD_NEXT, name);                                         \
        memcpy(&(function), &symbol, sizeof symbol);                                   \
    } while (0)

static bool is_forced(const char *call)
{
    const char *forced = getenv("FORCE");

    return forced && !strcmp(forced, call);
}

static void force(int fd)
{
    int on = 1;
    setsockopt_function *set = setsockopt;

    if (getenv("OWN_NEXT"))
        NEXT(set, "setsockopt");
    set(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

int socket(int family, int type, int protocol)
{
    int (*next)(int, int, int);

    NEXT(next, "socket");
    int fd = next(family, type, protocol);
    if (is_forced("socket"))
        force(fd);
    return fd;
}

int bind(int fd, const struct sockaddr *local, socklen_t length)
{
    int (*next)(int, const struct sockaddr *, socklen_t);

    NEXT(next, "bind");
    if (is_forced("bind"))
        force(fd);
    return next(fd, local, length);
}

int connect(int fd, const struct sockaddr *to, socklen_t length)
{
    int (*next)(int, const struct sockaddr *, socklen_t);

    NEXT(next, "connect");
    if (is_forced("connect"))
        force(fd);
    return next(fd, to, length);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
    setsockopt_function *next;
    int on = 1;

    NEXT(next, "setsockopt");
    if (is_forced("setsockopt") && option != SO_REUSEADDR)
        next(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    return next(fd, level, option, value, length);
}
