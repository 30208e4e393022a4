/* SPDX-License-Identifier: ISC */
/*
 * One event for each call that a flag was set by or that may choose a local port: what
 * the call is, what was found, what was done.  After the call it is handed to observe,
 * which is empty in libnoreuseaddr and the recorder in libnoreuseaddr-audit.
 */
#ifndef NOREUSEADDR_OBSERVE_H
#define NOREUSEADDR_OBSERVE_H

#include "policy.h"
#include "socket.h"
#include "start.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

struct event {
    /* What the program calls. */
    const void *caller; /* where the call returns to */
    int fd;
    enum call call;
    const struct sockaddr *address; /* of connect, bind or sendto; not to be read before
                                       the kernel has read it; else NULL */
    socklen_t length;
    const struct msghdr *message; /* of sendmsg, likewise; else NULL */
    int error;                    /* errno before a bind */

    /* What was found before the call.  Nothing where no flag was in use. */
    struct socket_flags flags; /* for CALL_SET_FLAG: the one that was set */
    int family;                /* AF_INET, AF_INET6; 0: not asked, or another one */
    unsigned port;             /* the local port, 0 if there was none */
    enum port_origin origin;   /* whose choice that was */
    bool datagram;             /* its type, where origin is the kernel's choice */
    bool connected_or_listens; /* left alone for that */

    /* What was done. */
    enum action action;
    unsigned cleared;   /* flags that were set, and are off since */
    bool gave_back;     /* flags were set again for a bind that is tried once more */
    unsigned port_left; /* the port that a failed call left behind, 0 if none */
};

/*
 * observe takes note of EVENT, whose call returned RESULT with ERROR in errno.  Leaves
 * errno as it likes; async-signal-safe.
 *
 * observe_start begins to record into the file at PATH of LENGTH bytes (no NUL is
 * needed; NULL: none is named), once, at load.  Returns whether it records; if not, WHY
 * becomes what is to be said of it, a static text, or stays NULL.  Changes errno; not
 * async-signal-safe.
 */
#ifdef NOREUSEADDR_AUDIT
void observe(const struct event *event, ssize_t result, int error);
COLD bool observe_start(const char *path, size_t length, const char **why);
#else
static inline void observe(const struct event *event, ssize_t result, int error)
{
    (void)event, (void)result, (void)error;
}

/* Where the fix serves a whole system, the audit library may be there for a report. */
static inline bool observe_start(const char *path, size_t length, const char **why)
{
    const char *preloaded = start_getenv("LD_PRELOAD");

    (void)path, (void)length;
    if (!preloaded || !strstr(preloaded, "libnoreuseaddr-audit.so"))
        *why = "only the audit library records";
    return false;
}
#endif

#endif
