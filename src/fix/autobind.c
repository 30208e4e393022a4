/* SPDX-License-Identifier: ISC */
/*
 * What is done around a call in which the kernel may choose a local port: ask it what
 * the socket is, let the policy decide, clear the flag; afterwards set it again where
 * it is to stay.
 */
#include "config.h"

#include "autobind.h"

#include "hints.h"
#include "socket.h"
#include "start.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

/* Does the kernel say that the socket is AF_INET or AF_INET6? */
static bool ask_port(struct event *event)
{
    event->family = socket_local_port(event->fd, &event->port);
    return event->family != 0;
}

/*
 * Does the socket carry a flag that this process uses, or can't that be said?  On
 * OpenBSD the family is asked first: pledge(2) lets a process ask any socket that it
 * may connect for its name, but not for its flag (pledge_sockopt in
 * sys/kern/kern_pledge.c).
 */
static bool ask_flags(struct event *event)
{
    unsigned cleared = hints_cleared(event->fd);

    if (ASK_NAME_FIRST && !ask_port(event))
        return false;
    event->flags = socket_flags(event->fd, flags_are_in_use());
    if (cleared & event->flags.set) /* another socket has that number now */
        hints_set_cleared(event->fd, cleared & ~event->flags.set);
    return event->flags.set || event->flags.unknown;
}

/* Clears those of FLAGS that the settings do not exempt.  What is cleared unasked is
 * not set again, for it may never have been set. */
static void clear(struct event *event, unsigned flags)
{
    flags &= flags_to_clear();
    if (settings.mode == MODE_AUDIT)
        return;
    if (event->call != CALL_BIND_ANY) /* may be under way when a thread needs it back */
        hints_set_cleared(event->fd, event->flags.set & flags);
    event->cleared = event->flags.set & socket_set_flags(event->fd, flags, 0);
}

/* An accepted socket has the listener's port, which may be the kernel's choice.  A port
 * of the program's own comes here with bound=strip alone. */
static bool may_be_connected(const struct event *event)
{
    return event->origin == PORT_OWN ||
           (event->origin == PORT_BIND_ANY && event->call == CALL_SEND);
}

static void decide(struct event *event)
{
    unsigned flags = event->flags.set | event->flags.unknown;

    event->origin = hints_port_origin(event->fd, event->port, &event->datagram);
    if (!(flags & flags_to_clear()))
        return;
    event->action = policy(event->call, event->origin, event->datagram, &settings);
    if (event->action == LEAVE)
        return;
    if (may_be_connected(event) && socket_is_connected_or_listens(event->fd)) {
        event->connected_or_listens = true;
        event->action = LEAVE;
    } else {
        clear(event, flags);
    }
}

/* A socket that lost its flag to the library has a port.  One without is another socket
 * with that number, which never had the flag and must not be given it. */
static void forget_cleared(struct event *event)
{
    if (hints_cleared(event->fd) && ask_port(event) && !event->port)
        hints_set_cleared(event->fd, 0);
}

void autobind_before(struct event *event)
{
    unsigned now = hints_now();
    int error = errno;

    /* AF_UNSPEC may take the port away, and then the next send chooses one. */
    if (event->call == CALL_CONNECT)
        hints_set_harmless(event->fd, 0);
    if (ask_flags(event) && (ASK_NAME_FIRST || ask_port(event)))
        decide(event);
    else
        forget_cleared(event);
    /* Every send passes here: what has its port, or no flag, is not asked again. */
    if (event->call == CALL_SEND && event->action == LEAVE &&
        settings.inherited == INHERITED_NO)
        hints_set_harmless(event->fd, now);
    errno = error;
}

/* Did the call choose a port for good, at once or still under way? */
static bool went_ahead(const struct event *event, ssize_t result, int error)
{
    /* A connect to AF_UNSPEC takes an association away.  After success the kernel has
     * read the address, so it is there. */
    if (result >= 0)
        return event->call != CALL_CONNECT || !event->address ||
               event->address->sa_family != AF_UNSPEC;
    /* SCTP connects, a signal comes, and the call that is begun again finds itself
     * connected (__sctp_connect in net/sctp/socket.c).  A listener has a port. */
    return error == EINPROGRESS || error == EINTR || error == EALREADY ||
           (error == EISCONN && event->origin == PORT_NONE);
}

/*
 * After a connect or send that failed the kernel may have kept the port that it chose
 * (UDP), or still name it although it will choose anew (Linux TCP, also after a bind to
 * port 0: __inet_put_port in net/ipv4/inet_hashtables.c leaves inet_sport).  It is not
 * one of the program's own.
 */
static void remember_port_left(struct event *event)
{
    if (socket_local_port(event->fd, &event->port_left) && event->port_left &&
        event->port_left != event->port)
        hints_port_given(event->fd, event->port_left, PORT_FAILED);
}

static void set_again_or_keep_off(struct event *event, bool ahead)
{
    if (!ahead || event->action == CLEAR_AROUND) {
        socket_set_flags(event->fd, event->cleared, 1);
        hints_set_cleared(event->fd, 0);
    }
    if (!ahead)
        remember_port_left(event);
    else if (event->origin == PORT_BIND_ANY || event->origin == PORT_FAILED)
        hints_port_is_own(event->fd, event->port); /* it was connected once */
}

ssize_t autobind_after(struct event *event, ssize_t result)
{
    int error = errno;

    if (event->action != LEAVE)
        set_again_or_keep_off(event, went_ahead(event, result, error));
    observe(event, result, error);
    errno = error;
    return result;
}

/*
 * The port (host byte order) in the address of a bind, once the kernel has read it; -1
 * if it is of another family.  AF_INET and AF_INET6 have it at one place, and Linux
 * takes AF_UNSPEC for AF_INET (__inet_bind in net/ipv4/af_inet.c).  A bind of no bytes
 * may succeed (__tipc_bind in net/tipc/socket.c).
 */
static int port_named(const struct event *event)
{
    struct sockaddr_in start; /* of which family and port are read, 4 bytes */
    enum { READ = offsetof(struct sockaddr_in, sin_port) + sizeof start.sin_port };

    _Static_assert(READ == sizeof(int), "what socket_can_read asks about");
    if (!event->address || event->length < sizeof start)
        return -1;
    memcpy(&start, event->address, READ);
    switch (start.sin_family) {
    case AF_INET:
    case AF_INET6:
    case AF_UNSPEC:
        return ntohs(start.sin_port);
    default:
        return -1;
    }
}

/* Does the bind leave the choice to the kernel?  The address may point nowhere, so the
 * kernel reads it first. */
static bool binds_any(const struct event *event)
{
    return event->address && event->length >= sizeof(struct sockaddr_in) &&
           socket_can_read(event->fd, event->flags.set, event->address) &&
           port_named(event) == 0;
}

/* A flag that the kernel does not tell stays set: a listener must not lose what can't
 * be set again. */
void autobind_before_bind(struct event *event)
{
    event->error = errno;
    if (ask_flags(event) && event->flags.set && binds_any(event) &&
        event->flags.set & flags_to_clear()) {
        event->family = event->address->sa_family == AF_INET6 ? AF_INET6 : AF_INET;
        event->action = policy(CALL_BIND_ANY, PORT_NONE, false, &settings);
        clear(event, event->flags.set);
    }
    errno = event->error;
}

/* What a bind that succeeded says of the socket's port. */
static void learn_port(const struct event *event)
{
    int named = port_named(event);
    unsigned port;

    hints_set_cleared(event->fd, 0); /* another socket had that number */
    if (named > 0)
        hints_port_is_own(event->fd, (unsigned)named);
    else if (named == 0 && (event->flags.set || event->flags.unknown) &&
             socket_local_port(event->fd, &port))
        hints_port_given(event->fd, port, PORT_BIND_ANY);
}

/* Does FD hold PORT, for sockets of TYPE? */
static bool holds(int fd, unsigned port, int type)
{
    unsigned its_port;

    return socket_local_port(fd, &its_port) && its_port == port &&
           socket_type(fd) == type;
}

/*
 * Sets the flags of the bind's socket (ON 1) where the library cleared them on a socket
 * that holds the port, or clears them anew (0).  What the program set since by another
 * number of that socket stays.  Returns those for which it worked.
 */
static unsigned set_on_holders(const struct event *event, int on)
{
    unsigned port = (unsigned)port_named(event), done = 0, at = 0;
    int type = socket_type(event->fd);

    for (int fd; (fd = hints_next_cleared(&at)) >= 0;) {
        if (!holds(fd, port, type))
            continue;
        if (on)
            hints_set_cleared(fd, hints_cleared(fd) & ~socket_flags(fd, ALL_FLAGS).set);
        done |= socket_set_flags(fd, hints_cleared(fd) & event->flags.set, on);
    }
    return done;
}

bool autobind_gave_back(struct event *event, int result)
{
    int error = errno;

    if (!result || error != EADDRINUSE || !event->flags.set || port_named(event) <= 0)
        return false;
    event->gave_back = set_on_holders(event, 1) != 0;
    errno = event->gave_back ? event->error : error; /* the first try is forgotten */
    return event->gave_back;
}

int autobind_after_bind(struct event *event, int result)
{
    int error = errno;

    socket_set_flags(event->fd, event->cleared, 1);
    if (!result)
        learn_port(event);
    else if (event->gave_back) /* in vain: another socket is in the way */
        set_on_holders(event, 0);
    observe(event, result, error);
    errno = error;
    return result;
}
