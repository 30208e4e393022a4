/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "socket.h"

#include "next.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

/* By the bit of each flag; 0 is no option.  SO_REUSEPORT acts like SO_REUSEADDR on
 * every kernel of BSD descent, and on Linux for UDP. */
static const int options[FLAGS] = {SO_REUSEADDR, REUSEPORT_OPTION};

/*
 * FreeBSD and OpenBSD answer with the option's own bit, 4 or 512.  2 no program can
 * set: Linux has it (SK_FORCE_REUSE) in a socket under TCP_REPAIR, which CRIU binds and
 * connects anew (net/core/sock.c).
 */
static bool is_set(int value)
{
    enum { FORCE_REUSE = 2 };

    return value && value != FORCE_REUSE;
}

struct socket_flags socket_flags(int fd, unsigned flags)
{
    struct socket_flags found = {0, 0};

    for (unsigned i = 0; i < FLAGS; i++) {
        int value = 0;
        socklen_t length = sizeof value;
        if (!(flags & 1u << i))
            continue;
        if (getsockopt(fd, SOL_SOCKET, options[i], &value, &length))
            found.unknown |= 1u << i;
        else if (is_set(value))
            found.set |= 1u << i;
    }
    return found;
}

unsigned socket_set_flags(int fd, unsigned flags, int on)
{
    unsigned done = 0;

    for (unsigned i = 0; i < FLAGS; i++)
        if (flags & 1u << i &&
            !NEXT(setsockopt)(fd, SOL_SOCKET, options[i], &on, sizeof on))
            done |= 1u << i;
    return done;
}

bool socket_can_read(int fd, unsigned flags, const void *address)
{
    unsigned i = flags & FLAG_REUSEADDR ? 0 : 1;
    int value;

    if (NEXT(setsockopt)(fd, SOL_SOCKET, options[i], address, sizeof value))
        return false;
    memcpy(&value, address, sizeof value);
    if (!value)
        socket_set_flags(fd, 1u << i, 1); /* the address has just cleared it */
    return true;
}

int socket_local_port(int fd, unsigned *port)
{
    union {
        struct sockaddr any;
        struct sockaddr_in in; /* IPv6 has the port at the same place */
        struct sockaddr_storage storage;
    } local = {.any.sa_family = AF_UNSPEC}; /* for a name of no length */
    int only;
    socklen_t length = sizeof local;

    /* FreeBSD's SCTP says so without a port (sctp_ingetaddr in sctp_usrreq.c). */
    if (getsockname(fd, &local.any, &length) && errno == ENOENT)
        local.any.sa_family = getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &length)
                                  ? AF_INET
                                  : AF_INET6;
    if (local.any.sa_family != AF_INET && local.any.sa_family != AF_INET6)
        return 0;
    *port = ntohs(local.in.sin_port);
    return local.any.sa_family;
}

int socket_type(int fd)
{
    int type;
    socklen_t length = sizeof type;

    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) ? 0 : type;
}

bool socket_is_connected_or_listens(int fd)
{
    struct sockaddr_storage peer;
    int listens = 0;
    socklen_t peer_length = sizeof peer, length = sizeof listens;

    return !getpeername(fd, (struct sockaddr *)&peer, &peer_length) ||
           (!getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) && listens);
}
