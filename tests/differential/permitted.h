/* SPDX-License-Identifier: ISC */
/*
 * The one difference that is permitted between a run without the library and one with
 * it, all of it and nothing else: after a connect or a first send for which the kernel
 * chose the port, the socket may lack SO_REUSEADDR and SO_REUSEPORT, and no other
 * process can share its port then (libnoreuseaddr(3)).
 */
#ifndef NOREUSEADDR_TESTS_PERMITTED_H
#define NOREUSEADDR_TESTS_PERMITTED_H

#include "side.h"

#include "src/fix/settings.h"

/* What the history of a socket permits. */
struct past {
    unsigned lacks;  /* flags (1 << SEEN_…) that it may lack now */
    unsigned lacked; /* or may have lacked at any time before */
};

struct known_port {
    unsigned given; /* by bind to port 0; 0: no such port */
    unsigned left;  /* by a connect or send that failed; 0: none */
    int type;       /* of the socket that it was given to */
};

enum {
    MOST_SOCKETS = MAX_STEPS * (SLOTS + 1) + 1,
    MOST_PORTS = LEAST_CHOSEN_PORT + MOST_SOCKETS * 4,
};

/* What a process knows, as the library does: not what a child did. */
struct knowledge {
    struct known_port ports[MOST_SOCKETS]; /* by the identity of the socket */
    /* By the identity of a client: the slot, plus 1, whose descriptor lost the flag. */
    unsigned char lost_by[MOST_SOCKETS];
    unsigned in_use; /* flags (1 << SEEN_…) that it set by libc, on whatever socket */
};

enum { SEVERAL = UINT16_MAX }; /* clients on one port that ever lacked the flag */

struct permitted {
    const struct sequence *sequence;
    struct settings settings;
    struct past pasts[MOST_SOCKETS]; /* by the identity of the socket */
    struct knowledge known;          /* to be saved around a child */
    uint16_t lacking[MOST_PORTS]; /* by port: the identity of its client, or SEVERAL */
};

/* Starts PERMITTED for SEQUENCE: nothing is permitted yet. */
void permitted_start(struct permitted *permitted, const struct sequence *sequence);

/* Does the call of the step at AT, which had the result SEEN without the library, add
 * to what is permitted? To be told of each step before it is compared. */
void permitted_learn(struct permitted *permitted, unsigned at,
                     const struct seen_step *seen);

/* May the socket SEEN without the library lack the flag (SEEN_…) with it? */
bool permitted_lack(const struct permitted *permitted, const struct seen_socket *seen,
                    unsigned flag);

/*
 * May the step at AT, SEEN on both sides, fail with EADDRINUSE with the library alone,
 * since a port can't be shared with a client that lacks the flag, and that the library
 * can't give it back to?  From there on the two runs have nothing more to do with one
 * another.
 */
bool permitted_refusal(const struct permitted *permitted, unsigned at,
                       const struct seen_step *const seen[SIDES]);

#endif
