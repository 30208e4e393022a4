/* SPDX-License-Identifier: ISC */
/*
 * What a sequence of socket calls is: plain bytes, which go through a pipe, are cut
 * down when they fail, and are printed as C.
 */
#ifndef NOREUSEADDR_TESTS_SEQUENCE_H
#define NOREUSEADDR_TESTS_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

enum kind {
    TCP4,
    TCP6,
    UDP4,
    UDP6,
    MPTCP4,
    MPTCP6,
    UNIX_STREAM,
    UNIX_DATAGRAM,
    KINDS,
};

enum call {
    CALL_SOCKET,
    CALL_SETSOCKOPT,
    CALL_RAW_SETSOCKOPT, /* past every library, as a Go program makes it */
    CALL_GETSOCKOPT,
    CALL_BIND,
    CALL_LISTEN,
    CALL_CONNECT,
    CALL_ACCEPT,
    CALL_SENDTO,
    CALL_SENDMSG,
    CALL_SENDMMSG,
    CALL_RECV,
    CALL_DUP,
    CALL_DUP2,
    CALL_CLOSE,
    CALL_FORK, /* a child makes the next COUNT steps, then the parent goes on */
    CALL_SHUTDOWN,
    CALLS,
};

/* The port of an address; for AF_UNIX, its abstract name. */
enum port {
    PORT_ANY, /* 0: the kernel chooses; a name of no length */
    PORT_FIRST,
    PORT_SECOND,
    PORT_UNUSED,  /* nothing is ever bound to it */
    PORT_OF_SLOT, /* the one that the socket in slot OTHER has at that time */
};

enum host {
    HOST_ANY,
    HOST_LOOPBACK,
    HOST_SECOND,      /* 127.0.0.2, for AF_INET6 127.0.0.1 mapped into it */
    HOST_UNREACHABLE, /* for documentation: RFC 5737, RFC 3849 */
};

/* Where the address lies that the call gets. */
enum place {
    ON_STACK,
    IN_HEAP,
    ELSEWHERE, /* in memory that is neither stack nor heap nor variable */
    AT_NULL,
    AT_ONE,
    AT_UNMAPPED,
};

enum {
    SLOTS = 6, /* variables for descriptors */
    MAX_STEPS = 24,
    LENGTH_WHOLE = -1,
};

struct step {
    uint8_t call;
    uint8_t slot;  /* the socket that the call is made on */
    uint8_t other; /* where a new descriptor is put; PORT_OF_SLOT's slot */
    uint8_t kind;
    uint8_t blocking;
    uint8_t family, port, host, place; /* of an address; place of an option's value */
    uint8_t option;                    /* an index of socket_options */
    uint8_t count;                     /* backlog, messages, bytes, steps of a child */
    int16_t length;                    /* of the address or option, or LENGTH_WHOLE */
    int32_t value;                     /* of an option; flags; SHUT_… */
};

struct sequence {
    uint32_t settings; /* an index of settings_texts */
    uint32_t length;
    struct step steps[MAX_STEPS];
};

/* A constant with its name in C. */
struct constant {
    int value;
    const char *name;
};

struct socket_kind {
    struct constant family, type, protocol;
};
extern const struct socket_kind socket_kinds[KINDS];

struct socket_option {
    struct constant level, option;
};
enum { OPTION_REUSEADDR, OPTION_REUSEPORT, OPTIONS = 11 };
extern const struct socket_option socket_options[OPTIONS];

/* Values of NOREUSEADDR_OPTIONS.  The first is the default. */
enum { SETTINGS = 11 };
extern const char *const settings_texts[SETTINGS];

extern const char *const call_names[CALLS];

/* The port number (host byte order) of PORT, which is none that the kernel chooses. */
unsigned sequence_port(enum port port);

/* Where the steps of the child end that the step at FORK makes. */
unsigned sequence_child_end(const struct sequence *sequence, unsigned fork_step);

/* Takes COUNT steps from AT on out of SEQUENCE. */
void sequence_remove(struct sequence *sequence, unsigned at, unsigned count);

#endif
