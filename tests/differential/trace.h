/* SPDX-License-Identifier: ISC */
/*
 * What a sequence did: the result of each call and, after each, all that can be seen of
 * each descriptor.  No field is padded, so that two can be compared byte by byte.
 */
#ifndef NOREUSEADDR_TESTS_TRACE_H
#define NOREUSEADDR_TESTS_TRACE_H

#include "sequence.h"

#include <sys/socket.h>

enum {
    SEEN_REUSEADDR,
    SEEN_REUSEPORT,
    SEEN_LISTENING,
    SEEN_TYPE,
    SEEN_PROTOCOL,
    SEEN_OPTIONS,
    NOT_SEEN = -1000, /* less the errno of the call that failed */

    /* The name that the kernel gives an AF_UNIX socket, a number of 20 bits, is one
     * such number above these. */
    UNIX_PORTS = 1 << 20,
    LEAST_CHOSEN_PORT = 32768,
};

struct seen_address {
    int32_t length; /* or NOT_SEEN less errno */
    uint32_t family;
    uint32_t port; /* host byte order; what is in its place for AF_UNIX */
    uint8_t host[16];
};

struct seen_socket {
    uint64_t identity;             /* the same for duplicates, 0: no socket */
    int32_t options[SEEN_OPTIONS]; /* or NOT_SEEN less errno */
    int32_t events;                /* of poll */
    struct seen_address local, peer;
};

struct seen_step {
    int64_t result;
    int32_t error; /* errno, which was ERROR_BEFORE before the call */
    int32_t made;  /* 1 if the call was made */
    int32_t value; /* of getsockopt */
    int32_t value_length;
    struct seen_address address; /* of accept and recvfrom */
    uint32_t asked_port;         /* of the address that the call got */
    struct seen_socket before;   /* the socket that the call is made on */
    struct seen_socket slots[SLOTS];
};

struct trace {
    int32_t status; /* as waitpid tells */
    int32_t unused;
    struct seen_step steps[MAX_STEPS];
};

/* Stores at SEEN what getsockname (or accept, …) told: ADDRESS of LENGTH bytes. */
void trace_address(struct seen_address *seen, const struct sockaddr_storage *address,
                   socklen_t length);

/* Stores at SEEN all that can be seen of FD, which may be no socket. */
void trace_socket(struct seen_socket *seen, int fd);

/*
 * Replaces the ports that the kernel chose, and the identities of sockets, by the order
 * in which they were first seen: two runs agree in that, not in the numbers.  What
 * results from that is at least LEAST_CHOSEN_PORT too.
 */
void trace_rename(struct trace *trace);

#endif
