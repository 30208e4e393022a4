/* SPDX-License-Identifier: ISC */
/*
 * What the kernel says of a descriptor.  Every function here makes the system calls
 * that it names and no other, may change errno, and is async-signal-safe.
 */
#ifndef NOREUSEADDR_SOCKET_H
#define NOREUSEADDR_SOCKET_H

#include "hidden.h"

#include <stdbool.h>

/* Sets of options, as bits of reuse_options.h. */
struct socket_flags {
    unsigned set;     /* the kernel says that they are set */
    unsigned unknown; /* no answer: a sandbox refuses it, or FD is no socket */
};

/*
 * Which of OPTIONS does the socket FD carry?  One getsockopt for each of them.
 */
struct socket_flags socket_flags(int fd, unsigned options);

/*
 * Gives OPTIONS of the socket FD the value ON.  One setsockopt for each, by the next
 * definition in the chain.  Returns those for which it worked.
 */
unsigned socket_set_flags(int fd, unsigned options, int on);

/*
 * Stores the local port of the socket FD into PORT (host byte order; 0: it has none
 * yet) and returns its family, AF_INET or AF_INET6.  One getsockname.  Returns 0, PORT
 * untouched, if FD is no socket of these or the kernel does not answer.
 */
int socket_local_port(int fd, unsigned *port);

/*
 * The type of the socket FD (SOCK_STREAM, ...), 0 if the kernel does not answer.  One
 * getsockopt.
 */
int socket_type(int fd);

/*
 * The protocol of the socket FD (IPPROTO_TCP, ...), 0 if the kernel does not answer.
 * One getsockopt.
 */
COLD int socket_protocol(int fd);

/*
 * Is the socket FD connected, or does it listen?  A getpeername and a getsockopt at
 * the most.  False if the kernel does not answer.
 */
COLD bool socket_is_taken(int fd);

#endif
