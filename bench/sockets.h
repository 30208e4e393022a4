/* SPDX-License-Identifier: ISC */
/*
 * Sockets on the loopback interface for the programs that measure.  Every function ends
 * the program if a call fails.
 */
#ifndef NOREUSEADDR_BENCH_SOCKETS_H
#define NOREUSEADDR_BENCH_SOCKETS_H

#include <netinet/in.h>
#include <stdbool.h>

/*
 * A socket of TYPE (SOCK_STREAM, SOCK_DGRAM), with SO_REUSEADDR if FLAGGED.
 */
int sockets_new(int type, bool flagged);

/*
 * Binds FD to PORT (host byte order; 0: the kernel chooses) of 127.0.0.1.  Returns
 * where it is bound.
 */
struct sockaddr_in sockets_bind(int fd, unsigned port);

/*
 * Connects FD to PEER.
 */
void sockets_connect(int fd, const struct sockaddr_in *peer);

/*
 * Closes the connection of FD by a reset, so that no port stays behind in TIME_WAIT.
 */
void sockets_reset(int fd);

/*
 * Lets this process have NUMBER descriptors and some more, as far as it may.
 */
void sockets_allow(int number);

/* Which processors this process and the one that serves it may use. */
enum place {
    ANYWHERE,
    TOGETHER, /* the first one both */
    APART,    /* the first one and the second */
};

/*
 * Lets this process, and those that it starts, use the first processor alone.
 */
void sockets_stay(void);

/*
 * Starts a process at PLACE that serves until this one ends: accepts and closes what
 * comes, or echoes datagrams.  Returns where it does so.
 */
struct sockaddr_in sockets_accepting(enum place place);
struct sockaddr_in sockets_echoing(enum place place);

#endif
