/* SPDX-License-Identifier: ISC */
/* Sockets on the loopback interface, for the programs that the demo runs. */
#ifndef NOREUSEADDR_DEMO_LOOPBACK_H
#define NOREUSEADDR_DEMO_LOOPBACK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

union address {
    struct sockaddr any;
    struct sockaddr_in ip4;
    struct sockaddr_in6 ip6;
};

/* A kind of socket. */
struct kind {
    int family; /* AF_INET or AF_INET6 */
    int type;   /* SOCK_STREAM or SOCK_DGRAM */
};

/* The loopback address of FAMILY with PORT (host byte order). */
union address loopback(int family, unsigned port);

/* The length of ADDRESS, for the calls. */
socklen_t address_length(const union address *address);

/* The port in ADDRESS, in host byte order. */
unsigned address_port(const union address *address);

/*
 * Sets OPTION of level SOL_SOCKET (SO_REUSEADDR, ...) of the socket FD to 1.  Returns
 * false with errno set if that fails.
 */
bool set_option(int fd, int option);

/*
 * A server of KIND without any option, on a free port; it listens if it is a stream.
 * Its address is stored in ADDRESS.  Ends the program with a message if there can be
 * none.
 */
int serve(const struct kind *kind, union address *address);

#endif
