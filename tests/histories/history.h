/* SPDX-License-Identifier: ISC */
/* One call of a history, and how it is made: on the model, by the library, for real. */
#ifndef NOREUSEADDR_TESTS_HISTORY_H
#define NOREUSEADDR_TESTS_HISTORY_H

#include "kernel.h"

#include <stdio.h>

enum call {
    OPEN, /* socket, and setsockopt at once if there are flags */
    SET,
    CLEAR,
    BIND,
    CONNECT,
    SEND,
    LISTEN,
    ACCEPT,
    DUP,
    CLOSE,
    FORK,
    ANSWER, /* no call: the peer accepts (1) or refuses (0) what is under way */
};

/* How an address is meant. */
enum address {
    TO_ACCEPTS,
    TO_REFUSES,
    TO_SILENT,
    TO_INTERRUPTED,
    TO_UNREACHABLE,
    TO_UNSPEC,
    TO_NONE, /* of a send */
    TO_BAD,
    TO_SHORT,
    AT_ANY, /* of a bind: to port 0 */
    AT_ANY_UNSPEC,
    AT_OWN,
    AT_PORT_OF, /* of the descriptor OTHER */
    AT_FOREIGN_ANY,
    AT_FOREIGN_OWN,
    AT_BAD,
    AT_SHORT,
    FASTOPEN = 64, /* to be added, for a send */
};

struct op {
    uint8_t call, process;
    uint8_t at;    /* the descriptor, from 0 on; of OPEN the type */
    uint8_t what;  /* the address; the flags that are set or cleared; the answer */
    uint8_t other; /* see AT_PORT_OF */
};

/* By whom the calls are made. */
struct caller {
    int (*socket)(int type);
    int (*setsockopt)(int, int, int, const void *, socklen_t);
    int (*bind)(int, const struct sockaddr *, socklen_t);
    int (*connect)(int, const struct sockaddr *, socklen_t);
    ssize_t (*sendto)(int, const void *, size_t, int, const struct sockaddr *,
                      socklen_t);
    ssize_t (*sendmsg)(int, const struct msghdr *,
                       int); /* NULL: sendto is to be used */
    int (*listen)(int), (*accept)(int), (*dup)(int), (*close)(int);
    unsigned (*port_of)(int);
    unsigned (*port_at)(enum address to); /* the port of such an address */
};

struct outcome {
    long result;
    int error; /* UNTOUCHED if the call left errno alone */
};

enum { UNTOUCHED = 4711 };

/* Makes the call; not FORK and ANSWER. */
struct outcome history_call(const struct op *op, const struct caller *caller);

/* Writes the history of LENGTH calls as a C program. */
void history_print_c(FILE *file, const struct op *ops, unsigned length);

#endif
