/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "loopback.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

union address loopback(int family, unsigned port)
{
    union address address = {.any.sa_family = 0};

    address.any.sa_family = (sa_family_t)family;
    if (family == AF_INET6) {
        address.ip6.sin6_addr = in6addr_loopback;
        address.ip6.sin6_port = htons((in_port_t)port);
    } else {
        address.ip4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.ip4.sin_port = htons((in_port_t)port);
    }
    return address;
}

socklen_t address_length(const union address *address)
{
    return address->any.sa_family == AF_INET6 ? sizeof address->ip6
                                              : sizeof address->ip4;
}

unsigned address_port(const union address *address)
{
    return ntohs(address->any.sa_family == AF_INET6 ? address->ip6.sin6_port
                                                    : address->ip4.sin_port);
}

bool set_option(int fd, int option)
{
    int on = 1;

    return !setsockopt(fd, SOL_SOCKET, option, &on, sizeof on);
}

/* Binds to a port below those that kernels choose from, so that no client's port, also
 * none in TIME_WAIT, is the same. */
static bool bind_low(int fd, union address *address)
{
    enum { FIRST = 10000, COUNT = 20000 };
    unsigned start = (unsigned)getpid();

    for (unsigned i = 0; i < COUNT; i++) {
        *address = loopback(address->any.sa_family, FIRST + (start + i) % COUNT);
        if (!bind(fd, &address->any, address_length(address)))
            return true;
    }
    return false;
}

int serve(const struct kind *kind, union address *address)
{
    int server = socket(kind->family, kind->type, 0);

    *address = loopback(kind->family, 0);
    if (server >= 0 && bind_low(server, address) &&
        (kind->type != SOCK_STREAM || !listen(server, 128)))
        return server;
    perror("server");
    exit(EXIT_FAILURE);
}
