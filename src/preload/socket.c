/* SPDX-License-Identifier: ISC */
#include "next.h"

#include "socket.h"

#include "reuse_options.h"

#include <arpa/inet.h>
#include <netinet/in.h>

struct socket_flags socket_flags(int fd, unsigned options)
{
    struct socket_flags flags = {0, 0};

    for (unsigned i = 0; i < REUSE_OPTIONS; i++) {
        int value = 0;
        socklen_t length = sizeof value;
        if (!(options & 1u << i))
            continue;
        /* FreeBSD answers 4, the bit itself, not 1. */
        if (!getsockopt(fd, SOL_SOCKET, reuse_options[i], &value, &length))
            flags.set |= value ? 1u << i : 0;
        else
            flags.unknown |= 1u << i;
    }
    return flags;
}

unsigned socket_set_flags(int fd, unsigned options, int on)
{
    unsigned done = 0;

    for (unsigned i = 0; i < REUSE_OPTIONS; i++)
        if (options & 1u << i &&
            !NEXT(setsockopt)(fd, SOL_SOCKET, reuse_options[i], &on, sizeof on))
            done |= 1u << i;
    return done;
}

int socket_local_port(int fd, unsigned *port)
{
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_storage storage;
    } local;
    socklen_t length = sizeof local;

    if (getsockname(fd, &local.any, &length))
        return 0;
    switch (local.any.sa_family) {
    case AF_INET:
        *port = ntohs(local.in.sin_port);
        return local.any.sa_family;
    case AF_INET6:
        *port = ntohs(local.in6.sin6_port);
        return local.any.sa_family;
    default:
        return 0;
    }
}

int socket_type(int fd)
{
    int type;
    socklen_t length = sizeof type;

    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) ? 0 : type;
}

#ifdef SO_PROTOCOL
int socket_protocol(int fd)
{
    int protocol;
    socklen_t length = sizeof protocol;

    return getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) ? 0 : protocol;
}
#else
int socket_protocol(int fd)
{
    int type = socket_type(fd);

    return type == SOCK_STREAM ? IPPROTO_TCP : type == SOCK_DGRAM ? IPPROTO_UDP : 0;
}
#endif

bool socket_is_taken(int fd)
{
    struct sockaddr_storage peer;
    int listens = 0;
    socklen_t peer_length = sizeof peer, length = sizeof listens;

    return !getpeername(fd, (struct sockaddr *)&peer, &peer_length) ||
           (!getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) && listens);
}
