/* SPDX-License-Identifier: ISC */
/*
 * What is done before and after a call in which the kernel may choose a local port.
 * All is async-signal-safe.  The functions "before" leave errno as they found it, the
 * functions "after" as the program's own call left it.
 */
#ifndef NOREUSEADDR_AUTOBIND_H
#define NOREUSEADDR_AUTOBIND_H

#include "observe.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * An event that says what the program calls: CALL on FD, with an ADDRESS of LENGTH
 * bytes (or NULL), from CALLER.
 */
static inline struct event event_of(enum call call, int fd,
                                    const struct sockaddr *address, socklen_t length,
                                    const void *caller)
{
    return (struct event){caller, fd, call, address, length, .message = NULL};
}

/*
 * To be called before a connect or send.  EVENT says what the program calls; the rest
 * is filled in.  The flag may be off then, so autobind_after must follow.
 */
void autobind_before(struct event *event);

/*
 * To be called after it.  Returns RESULT, what the call returned.
 */
ssize_t autobind_after(struct event *event, ssize_t result);

/*
 * The same for a bind, whose address EVENT has.
 */
void autobind_before_bind(struct event *event);
int autobind_after_bind(struct event *event, int result);

/*
 * Is the bind that returned RESULT to be tried once more, since the flag was set again
 * on a socket of this process that holds the port?  Then errno is what it was before
 * the bind.  To be asked before autobind_after_bind; costs nothing but on EADDRINUSE.
 */
bool autobind_gave_back(struct event *event, int result);

#endif
