/* SPDX-License-Identifier: ISC */
/*
 * What is done before and after a call for which the kernel may choose a local port.
 * All is async-signal-safe.  The functions "before" leave errno as they found it, the
 * functions "after" as the program's own call left it.
 */
#ifndef NOREUSEADDR_CHOICE_H
#define NOREUSEADDR_CHOICE_H

#include "rule.h"

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

struct report_row;

/* A row of the report whose address could not be read before the kernel did. */
struct record_later {
    struct report_row *row; /* NULL: nothing is left to be noted */
    const struct sockaddr *address;
    socklen_t length;
};

/* One choice of a local port that the kernel is about to make. */
struct choice {
    const void *caller; /* where the program made the call */
    int fd, family;     /* AF_INET, AF_INET6; 0: not asked yet */
    enum occasion occasion;
    enum action action;
    enum port_origin origin;
    unsigned port;     /* the local port before the call, 0 if none */
    unsigned put_back; /* the flags that were known to be set, and were cleared */
    const struct sockaddr *unread; /* an address to be looked at after the call */
    struct record_later later;     /* what is still to be noted of it */
};

/*
 * The address that the function it stands in returns to: the program's in a wrapper,
 * and nowhere else, for not every processor can jump to the function that a wrapper
 * ends in (s390x with five arguments, 32-bit ARM with one more than the wrapper has).
 */
#define CALLER __builtin_return_address(0)

/*
 * Is the call to be watched, one that connects FD to the LENGTH bytes at TO?  If so the
 * flag may have been cleared, and choice_after must follow.
 */
bool choice_before_connect(struct choice *choice, int fd, const struct sockaddr *to,
                           socklen_t length);

/*
 * The same for a call that sends to the LENGTH bytes at TO (NULL: to the peer).
 */
bool choice_before_send(struct choice *choice, int fd, const struct sockaddr *to,
                        socklen_t length);

/*
 * The same for a call that sends MESSAGE, the first one of a vector.
 */
bool choice_before_message(struct choice *choice, int fd, const struct msghdr *message);

/*
 * Settles the flag after the call and returns RESULT, what the call returned.
 */
ssize_t choice_after(struct choice *choice, ssize_t result);

/*
 * The same for a call that binds FD to the LENGTH bytes at LOCAL; choice_after_bind
 * must follow in any case and returns RESULT, what the call returned.
 */
void choice_before_bind(struct choice *choice, int fd, const struct sockaddr *local,
                        socklen_t length);
int choice_after_bind(struct choice *choice, int result);

#endif
