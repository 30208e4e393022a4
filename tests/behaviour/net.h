/* SPDX-License-Identifier: ISC */
/*
 * Sockets on the loopback for the behaviour tests.  What goes wrong here ends the case.
 */
#ifndef NOREUSEADDR_TESTS_NET_H
#define NOREUSEADDR_TESTS_NET_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262 /* linux/in.h; glibc has it since 2.32 */
#endif
#ifndef IPPROTO_SCTP
#define IPPROTO_SCTP 132 /* OpenBSD has none; the number is IANA's */
#endif

/* Linux has these; elsewhere the cases that need them are skipped. */
#ifndef TCP_SYNCNT
#define TCP_SYNCNT -1
#endif
#ifndef TCP_REPAIR
#define TCP_REPAIR -1
#endif
#ifndef MSG_FASTOPEN
#define MSG_FASTOPEN 0
#endif
#ifndef AF_NETLINK
#define AF_NETLINK AF_UNSPEC
#endif

/* What a test is run over. */
struct kind {
    const char *name;
    int family;
    int type;
    int protocol;
};

extern const struct kind kinds[]; /* ends with a NULL name */

#if !HAVE_SENDMMSG /* sendmmsg_none.c */
struct mmsghdr {
    struct msghdr msg_hdr;
    unsigned msg_len;
};

int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags);
#endif

struct address {
    struct sockaddr_storage storage;
    socklen_t length;
};

/* The loopback address of FAMILY with PORT (host byte order). */
struct address net_loopback(int family, unsigned port);

/* SIZE zero bytes that are neither stack nor variable nor heap. */
void *net_elsewhere(size_t size);

/* One as an address for the calls. */
#define ADDRESS(a) (const struct sockaddr *)&(a).storage, (a).length

/* A new socket of KIND; ends the case as skipped if the kernel has no such kind. */
int net_socket(const struct kind *kind);

/* One of case_kind with SO_REUSEADDR set. */
int net_flagged(void);

/* Does the kernel have sockets of KIND? */
bool net_has(const struct kind *kind);

/* A socket of KIND bound to a free port, that listens if it is a stream; its address is
 * stored at LOCAL. */
int net_server(const struct kind *kind, struct address *local);

/* A listener of case_kind whose queue is full, so that a connect to it stays under way.
 * SCTP refuses it (sctp_sf_do_5_1D_ce in net/sctp/sm_statefuns.c). */
struct address net_busy_server(void);

/* May this process have a descriptor of NUMBER?  Its limit is raised so far. */
bool net_permits(int number);

/* The address of a free port that nobody listens on, below those that the kernel
 * chooses (32768 and up), so that no other socket comes upon it. */
struct address net_free(const struct kind *kind);

void net_set(int fd, int option, int value);
int net_value(int fd, int option); /* as the kernel gives it */
int net_get(int fd, int option);   /* 1: it is set, 0: it is not */
struct address net_local(int fd);
unsigned net_port(const struct address *address);

/*
 * Is it known that the kernel chose the port of FD, which connects to SERVER?  A stream
 * loses OPTION then.  A datagram socket keeps it, under bound=strip too, where one on a
 * port of its own loses it; so for datagrams that is the setting to ask under.
 */
void net_is_known_as_given(int fd, const struct address *server, int option);

/* Connects a new UDP socket with SO_REUSEADDR, within no case: what came of the flag, 0
 * cleared, 1 kept, -1 if a call failed. */
int net_client(void);

/* The like of KIND over IPv4. */
const struct kind *net_kind_over_ipv4(const struct kind *kind);

#endif
