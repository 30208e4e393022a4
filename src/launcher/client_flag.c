/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client_flag.h"

#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

union address {
    struct sockaddr any;
    struct sockaddr_in ip4;
    struct sockaddr_in6 ip6;
};

/* Returns a server's socket and its address, or -1. */
static int serve(int family, int type, union address *address, socklen_t *length)
{
    int server = socket(family, type, 0);

    memset(address, 0, sizeof *address);
    address->any.sa_family = (sa_family_t)family;
    if (family == AF_INET6)
        address->ip6.sin6_addr = in6addr_loopback;
    else
        address->ip4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *length = family == AF_INET6 ? sizeof address->ip6 : sizeof address->ip4;
    if (server >= 0 && !bind(server, &address->any, *length) &&
        (type != SOCK_STREAM || !listen(server, 1)) &&
        !getsockname(server, &address->any, length))
        return server;
    if (server >= 0)
        close(server);
    return -1;
}

enum client_flag client_flag(int family, int type)
{
    union address address;
    socklen_t length, size = sizeof(int);
    int flag = 1, server = serve(family, type, &address, &length);
    int client = socket(family, type, 0);
    enum client_flag result = CLIENT_NOT_TESTED;

    if (server >= 0 && client >= 0 &&
        !setsockopt(client, SOL_SOCKET, SO_REUSEADDR, &flag, sizeof flag) &&
        !connect(client, &address.any, length) &&
        !getsockopt(client, SOL_SOCKET, SO_REUSEADDR, &flag, &size))
        result = flag ? CLIENT_FLAG_SET : CLIENT_FLAG_CLEARED;
    if (client >= 0)
        close(client);
    if (server >= 0)
        close(server);
    return result;
}
