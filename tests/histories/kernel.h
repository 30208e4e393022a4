/* SPDX-License-Identifier: ISC */
/*
 * A model of a kernel: sockets with their flags, ports and states, and the descriptors
 * of two processes.  It stands where libc stands for src/fix/.  What differs by system
 * is in kernel_<system>.c.  Written from docs/kernels.md and the functions named there.
 *
 * There is one local address.  A port that the kernel chooses is the lowest that it has
 * not given before, or with give_again that nobody holds, so that runs can be compared;
 * what the choice may do with a flag is not modelled, for the flag must be off then.
 */
#ifndef NOREUSEADDR_TESTS_KERNEL_H
#define NOREUSEADDR_TESTS_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#ifndef MSG_FASTOPEN
#define MSG_FASTOPEN 0x20000000 /* Linux */
#endif

enum {
    SOCKETS = 6,
    DESCRIPTORS = 4, /* of each process */
    PROCESSES = 2,
    PORT_FIRST = 1,      /* the kernel's to choose, as those that follow */
    PORT_OWN_CHOICE = 7, /* the port that programs name */
    PORTS = 8,
};

enum type { FREE, STREAM, DATAGRAM };
enum state {
    CLOSED,
    CONNECTING,
    CONNECTED,
    LISTENS,
    WAITS, /* without a descriptor: FIN_WAIT, TIME_WAIT */
    DEAD,  /* OpenBSD: a descriptor without a protocol's block */
};

/* The flags, as src/fix/socket.h counts them. */
enum { REUSEADDR = 1, REUSEPORT = 2 };

struct endpoint {
    uint8_t type, state, flags;
    uint8_t port;    /* that it holds, 0 if none */
    uint8_t named;   /* what getsockname says of that */
    uint8_t peer;    /* of enum peer, 0 if none */
    uint8_t locked;  /* Linux: SOCK_BINDPORT_LOCK */
    uint8_t pending; /* Linux: SS_CONNECTING, connect is to be called again */
    uint8_t reset;   /* Linux: ECONNRESET in sk_err, for the next send */
};

struct kernel {
    struct endpoint sockets[SOCKETS];
    uint8_t descriptors[PROCESSES][DESCRIPTORS]; /* of a socket its place + 1 */
    uint8_t last;                                /* the port that was chosen last */
    uint8_t fast[PORTS]; /* Linux: fastreuseport of the TCP bucket */
};

/* Where a connect or send goes, by the port in its address: what becomes of it. */
enum peer {
    PEER_ACCEPTS = 100,
    PEER_ACCEPTS_TOO,
    PEER_REFUSES,
    PEER_SILENT,      /* the connection is under way */
    PEER_INTERRUPTED, /* and a signal comes */
    PEER_UNREACHABLE, /* no route */
};

/* An address as the kernel has read it. */
struct read_address {
    int family;
    unsigned port;
    bool is_short; /* too few bytes for its family */
    bool foreign;  /* not this machine's */
};

/* The kernel and process that calls are for. */
extern struct kernel *kernel;
extern unsigned process;

/* Is a port given again that nobody holds any more? */
extern bool give_again;

/* The number of the first descriptor. */
extern int first_descriptor;

/* An address that the kernel can't read; whoever reads it gets SIGSEGV. */
extern const struct sockaddr *bad_address;

/* What the call of the program that is running made of the kernel; to be zeroed before
 * it, but for what is to fail. */
struct calls {
    unsigned own;             /* calls of the kind that the program made */
    unsigned by_library;      /* questions and calls of the library's own */
    unsigned set_again;       /* of those, flags that were set */
    unsigned chosen_flags;    /* flags that were on while the kernel chose a port */
    unsigned may_lack;        /* flags whose loss the failures explain */
    unsigned fail_from;       /* which of the library's calls fails; 0: none */
    bool all_fail;            /* the later ones too */
    int error;                /* how */
    bool setting, connecting; /* the program's call: setsockopt; connect or a send */
};
extern struct calls calls;

/* The socket behind a descriptor, NULL if it is none. */
struct endpoint *kernel_endpoint(int fd);

/* As libc's; all others of the model's calls stand in libc's headers, see config.h. */
int kernel_socket(int type);
int kernel_connect(int fd, const struct sockaddr *to, socklen_t length);
int kernel_bind(int fd, const struct sockaddr *local, socklen_t length);
int kernel_setsockopt(int fd, int level, int option, const void *value,
                      socklen_t length);
ssize_t kernel_sendto(int fd, const void *data, size_t size, int flags,
                      const struct sockaddr *to, socklen_t length);
ssize_t kernel_sendmsg(int fd, const struct msghdr *message, int flags);
int kernel_listen(int fd);
int kernel_accept(int fd);
int kernel_dup(int fd);
int kernel_close(int fd);
int kernel_getsockopt(int fd, int level, int option, void *value, socklen_t *length);
int kernel_getsockname(int fd, struct sockaddr *name, socklen_t *length);
int kernel_getpeername(int fd, struct sockaddr *name, socklen_t *length);

/* A child with the same descriptors: the other process. */
void kernel_fork(void);

/* The peer answers a connection that is under way: accepts it or refuses. */
void kernel_answer(int fd, bool accepts);

/* For kernel_<system>.c: does anybody but ENDPOINT hold PORT? */
bool kernel_is_held(const struct endpoint *endpoint, unsigned port);

/* A port for ENDPOINT that nobody holds; 0 if there is none. */
unsigned kernel_choose(const struct endpoint *endpoint);

/* Is there a connection from PORT to PEER, other than of ENDPOINT? */
bool kernel_is_connected(const struct endpoint *endpoint, unsigned port, unsigned peer);

/*
 * What kernel_<system>.c says.  The functions return 0 or an error.
 */
int system_bind(struct endpoint *endpoint, const struct read_address *address);
int system_connect(struct endpoint *endpoint, const struct read_address *to);
int system_send(struct endpoint *endpoint, int flags, const struct read_address *to);
int system_listen(struct endpoint *endpoint);
void system_refuse(struct endpoint *endpoint);   /* what was under way */
void system_released(struct endpoint *endpoint); /* its last descriptor was closed */
int system_flag_value(int option); /* as getsockopt tells one that is set */
extern const char system_name[];

#endif
