/* SPDX-License-Identifier: ISC */
/*
 * What the kernel says of a descriptor.  Every function here makes the system calls
 * that it names and no other, may change errno, and is async-signal-safe.
 */
#ifndef NOREUSEADDR_SOCKET_H
#define NOREUSEADDR_SOCKET_H

#include <stdbool.h>
#include <sys/socket.h>

/* The options that act on the choice of a local port.  FreeBSD's SO_REUSEPORT_LB is for
 * servers, and a client that has it is refused. */
enum {
    FLAG_REUSEADDR = 1,
    FLAG_REUSEPORT = 2, /* SO_REUSEPORT, where there is one */
    FLAGS = 2,          /* how many there are */
    ALL_FLAGS = (1 << FLAGS) - 1,
};

/* Which of the flags does a socket carry? */
struct socket_flags {
    unsigned set;     /* the kernel says that they are set */
    unsigned unknown; /* no answer: a sandbox refuses it, or FD is no socket */
};

/*
 * The flag that OPTION is, a socket option of level SOL_SOCKET; 0 if it is another one.
 * No system call.
 */
static inline unsigned socket_flag(int option)
{
    if (option == SO_REUSEADDR)
        return FLAG_REUSEADDR;
    return REUSEPORT_OPTION && option == REUSEPORT_OPTION ? FLAG_REUSEPORT : 0;
}

/*
 * Which of FLAGS does the socket FD carry?  One getsockopt for each of them.
 */
struct socket_flags socket_flags(int fd, unsigned flags);

/*
 * Sets FLAGS of the socket FD (ON 1) or clears them (0).  One setsockopt for each, by
 * the next definition in the chain.  Returns those for which it worked.
 */
unsigned socket_set_flags(int fd, unsigned flags, int on);

/*
 * Can the 4 bytes at ADDRESS be read?  The kernel reads them as the value of one of
 * FLAGS, which FD carries already, so nothing changes.  One setsockopt, two where the
 * bytes are 0.  False if it refuses, with EFAULT or otherwise.
 */
bool socket_can_read(int fd, unsigned flags, const void *address);

/*
 * Stores the local port of the socket FD into PORT (host byte order; 0: none yet) and
 * returns its family, AF_INET or AF_INET6.  Returns 0, PORT untouched, if it is of
 * another one or that is not told.  One getsockname.
 */
int socket_local_port(int fd, unsigned *port);

/*
 * The type of the socket FD (SOCK_STREAM, ...), 0 if it is not told.  One getsockopt.
 */
int socket_type(int fd);

/*
 * Is the socket FD connected, or does it listen?  False if that is not told.  A
 * getpeername and a getsockopt at the most.
 */
COLD bool socket_is_connected_or_listens(int fd);

#endif
