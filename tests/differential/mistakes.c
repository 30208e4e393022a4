/* SPDX-License-Identifier: ISC */
/*
 * A preload that stands before or behind the library and makes the mistake that the
 * variable MISTAKE names, so that it can be seen that the differential test finds it.
 */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef int connect_fn(int fd, const struct sockaddr *to, socklen_t length);
typedef ssize_t sendto_fn(int fd, const void *data, size_t size, int flags,
                          const struct sockaddr *to, socklen_t length);
typedef int setsockopt_fn(int fd, int level, int option, const void *value,
                          socklen_t length);

static connect_fn *next_connect, *next_bind;
static sendto_fn *next_sendto;
static setsockopt_fn *next_setsockopt;
static const char *mistake;

#define LOOK_UP(variable, name)                                                        \
    do {                                                                               \
        void *found = dlsym(RTLD_NEXT, name);                                          \
        memcpy(&(variable), &found, sizeof found);                                     \
    } while (0)

__attribute__((constructor)) static void start(void)
{
    LOOK_UP(next_connect, "connect");
    LOOK_UP(next_bind, "bind");
    LOOK_UP(next_sendto, "sendto");
    LOOK_UP(next_setsockopt, "setsockopt");
    mistake = getenv("MISTAKE");
}

static bool is(const char *name)
{
    return mistake && !strcmp(mistake, name);
}

static void clear_flag(int fd)
{
    int error = errno;

    next_setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){0}, sizeof(int));
    errno = error;
}

static struct sockaddr_in6 local_of(int fd)
{
    struct sockaddr_in6 local = {.sin6_family = AF_UNSPEC};
    socklen_t length = sizeof local;
    int error = errno;

    getsockname(fd, (struct sockaddr *)&local, &length);
    errno = error;
    return local;
}

static bool has_port(int fd)
{
    struct sockaddr_in6 local = local_of(fd);

    return (local.sin6_family == AF_INET || local.sin6_family == AF_INET6) &&
           local.sin6_port;
}

static int type_of(int fd)
{
    int type = 0, error = errno;

    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){sizeof type});
    errno = error;
    return type;
}

static void after_connect(int fd, bool had_port, int result)
{
    if (is("datagram left cleared") && !result && had_port && type_of(fd) == SOCK_DGRAM)
        clear_flag(fd);
    if (is("errno clobbered") && result && errno == ECONNREFUSED)
        errno = ENOPROTOOPT;
    if (is("errno touched") && !result)
        errno = 0;
    if (is("flag lost after failure") && result && errno != EINPROGRESS)
        clear_flag(fd);
    if (is("explicit port stripped") && !result && had_port)
        clear_flag(fd);
    if (is("flag not restored") && !result)
        clear_flag(fd);
    if (is("AF_UNIX stripped") && local_of(fd).sin6_family == AF_UNIX)
        clear_flag(fd);
    if (is("wrong descriptor closed"))
        close(fd + 1);
}

int connect(int fd, const struct sockaddr *to, socklen_t length)
{
    bool had_port = has_port(fd);

    if (is("address read first") && to && to->sa_family == AF_UNSPEC)
        length = 0;
    int result = next_connect(fd, to, length);
    int error = errno;
    after_connect(fd, had_port, result);
    if (is("result altered") && result && error == EINPROGRESS)
        return 0;
    return result;
}

/* LOCAL, which is there since the kernel has read it, without its host. */
static int bind_to_any_host(int fd, const struct sockaddr *local, socklen_t length)
{
    struct sockaddr_in any;

    if (length != sizeof any || (uintptr_t)local < 4096)
        return next_bind(fd, local, length);
    memcpy(&any, local, sizeof any);
    any.sin_addr.s_addr = 0;
    return next_bind(fd, (const struct sockaddr *)&any, length);
}

/* Behind the library: the descriptor of the last bind, if it was refused, and whether
 * the flag was then set on another one, as the library does before it tries again. */
static int refused = INT_MIN;
static bool given_back;

static int bind_once(int fd, const struct sockaddr *local, socklen_t length)
{
    int result = -1;

    if (fd == refused && given_back)
        errno = EADDRINUSE;
    else
        result = next_bind(fd, local, length);
    refused = result && errno == EADDRINUSE ? fd : INT_MIN;
    given_back = false;
    return result;
}

int bind(int fd, const struct sockaddr *local, socklen_t length)
{
    int result;

    if (is("flag not given back"))
        return bind_once(fd, local, length);

    if (is("address altered"))
        return bind_to_any_host(fd, local, length);
    if (is("length ignored") && length > 2 && length < sizeof(struct sockaddr_in))
        length = sizeof(struct sockaddr_in);
    result = next_bind(fd, local, length);
    if (is("flag left off after bind 0") && !result &&
        !((const struct sockaddr_in *)local)->sin_port)
        clear_flag(fd);
    if (is("descriptor kept") && !result)
        result = dup(fd) < 0 ? -1 : 0;
    return result;
}

ssize_t sendto(int fd, const void *data, size_t size, int flags,
               const struct sockaddr *to, socklen_t length)
{
    bool had_port = has_port(fd);

    if (is("send flag dropped"))
        flags &= ~MSG_FASTOPEN;
    ssize_t result = next_sendto(fd, data, size, flags, to, length);
    if (is("send shortened") && result > 0)
        return result - 1;
    if (is("server stripped at send") && had_port && result >= 0)
        clear_flag(fd);
    return result;
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
    if (is("setsockopt swallowed") && level == SOL_SOCKET && option == SO_REUSEADDR)
        return 0;
    given_back |= refused != INT_MIN && fd != refused && level == SOL_SOCKET;
    return next_setsockopt(fd, level, option, value, length);
}
