/* SPDX-License-Identifier: ISC */
/*
 * What is done around a call for which the kernel may choose a local port: ask it what
 * the socket is, let the rule decide, act; afterwards settle.
 */
#include "next.h"

#include "choice.h"

#include "caller_memory.h"
#include "hints.h"
#include "record.h"
#include "reuse_options.h"
#include "socket.h"
#include "start.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

static unsigned in_use(void)
{
    return atomic_load_explicit(&flags_in_use, memory_order_relaxed);
}

static bool is_inet(const struct sockaddr *address)
{
    return address->sa_family == AF_INET || address->sa_family == AF_INET6;
}

/* bind of an IPv4 socket and a send on one take AF_UNSPEC for AF_INET (__inet_bind in
 * net/ipv4/af_inet.c, udp_sendmsg in net/ipv4/udp.c). */
static bool is_taken_for_inet(const struct sockaddr *address)
{
    return is_inet(address) || address->sa_family == AF_UNSPEC;
}

/* The port (host byte order) in an address of AF_INET or AF_INET6, at one place in
 * both; it and the family are all that is ever read of an address. */
static unsigned port_in(const struct sockaddr *address)
{
    in_port_t port;

    memcpy(&port, (const char *)address + offsetof(struct sockaddr_in, sin_port),
           sizeof port);
    return ntohs(port);
}

/* What can be said of an address that the program hands in. */
enum look {
    NOT_INET,  /* another family, or one that the kernel will refuse */
    INET,      /* AF_INET or AF_INET6, and readable */
    CANNOT_SAY /* it may point nowhere: not to be read before the kernel did */
};

static enum look look_at(const struct sockaddr *address, socklen_t length)
{
    if (!address || length < sizeof(struct sockaddr_in))
        return NOT_INET;
    if (!caller_memory_is_there(address, sizeof(struct sockaddr_in)))
        return CANNOT_SAY;
    return is_taken_for_inet(address) ? INET : NOT_INET;
}

/* Clears FLAGS unless nothing is to be changed; returns those that are cleared now. */
static unsigned clear(int fd, unsigned flags)
{
    return settings.mode == MODE_AUDIT ? 0 : socket_set_flags(fd, flags, 0);
}

/* Why was a socket left alone that is about to connect? */
static enum report_verdict why_kept(unsigned flags, bool taken)
{
    if (flags && !(flags & flags_watched()))
        return REPORT_KEPT_SETTING;
    return taken ? REPORT_KEPT_TAKEN : REPORT_KEPT_PORT;
}

/* Asks what the socket is, decides, and clears the flag if that is the decision. */
static bool decide_and_clear(struct choice *choice, struct socket_flags flags,
                             const struct sockaddr *to, socklen_t length)
{
    unsigned watched = (flags.set | flags.unknown) & flags_watched();
    struct record record = {flags.set, 0, REPORT_CLIENT, to, length};
    bool taken = false;

    choice->family = socket_local_port(choice->fd, &choice->port);
    if (!choice->family)
        return false;
    choice->origin = hints_port_origin(choice->fd, choice->port);
    if (choice->origin == PORT_OWN && settings.bound == BOUND_STRIP)
        taken = socket_is_taken(choice->fd);
    choice->action =
        watched ? rule(choice->occasion, choice->origin, taken, &settings) : LEAVE;
    if (choice->action == LEAVE) {
        record.verdict = why_kept(flags.set, taken);
        if (report && choice->occasion == TO_CONNECT)
            record_choice(choice, &record);
        return choice->later.row !=
               NULL; /* nothing to settle but what is left to be noted */
    }
    record.cleared = clear(choice->fd, watched);
    /* What is cleared unasked is not put back: it may never have been set. */
    choice->put_back = flags.set & record.cleared;
    if (report)
        record_choice(choice, &record);
    return true;
}

bool choice_before_connect(struct choice *choice, int fd, const struct sockaddr *to,
                           socklen_t length)
{
    enum look look = look_at(to, length);
    int error = errno;
    bool watch = false;

    /* AF_UNSPEC may take the port away, and then the next send chooses one. */
    hints_settle(fd, 0);
    if (look == NOT_INET || (look == INET && !is_inet(to)))
        return false;
    *choice =
        (struct choice){.caller = choice->caller, .fd = fd, .occasion = TO_CONNECT};
    choice->unread = look == CANNOT_SAY ? to : NULL;
    struct socket_flags flags = socket_flags(fd, in_use());
    if (flags.set | flags.unknown)
        watch = decide_and_clear(choice, flags, to, length);
    errno = error;
    return watch;
}

/*
 * A datagram socket without a port gets one at its first send, and so does a stream
 * socket with MSG_FASTOPEN.  Every send passes here, so what was found to have its
 * port, or no flag, is settled and not asked again.
 */
static bool before_send(struct choice *choice, int fd, const struct sockaddr *to,
                        socklen_t length)
{
    unsigned when = hints_now();
    int error = errno;
    bool watch = false;

    *choice = (struct choice){.caller = choice->caller, .fd = fd, .occasion = TO_SEND};
    struct socket_flags flags = socket_flags(fd, in_use());
    if (flags.set | flags.unknown)
        watch = decide_and_clear(choice, flags, to, length);
    if (!watch && settings.inherited == INHERITED_NO)
        hints_settle(fd, when);
    errno = error;
    return watch;
}

bool choice_before_send(struct choice *choice, int fd, const struct sockaddr *to,
                        socklen_t length)
{
    return !hints_is_settled(fd) && look_at(to, length) != NOT_INET &&
           before_send(choice, fd, to, length);
}

bool choice_before_message(struct choice *choice, int fd, const struct msghdr *message)
{
    if (!message || hints_is_settled(fd))
        return false;
    if (!caller_memory_is_there(message, sizeof *message))
        return before_send(choice, fd, NULL, 0);
    return look_at(message->msg_name, message->msg_namelen) != NOT_INET &&
           before_send(choice, fd, message->msg_name, message->msg_namelen);
}

/* Did the call choose a port for good, at once or still under way? */
static bool went_ahead(const struct choice *choice, ssize_t result, int error)
{
    /* After success the kernel has read the destination, so it is there.  AF_UNSPEC
     * takes an association away and connects nothing. */
    if (result >= 0)
        return !choice->unread || is_inet(choice->unread);
    /* SCTP connects, a signal comes, and the call that is begun again finds itself
     * connected (__sctp_connect in net/sctp/socket.c).  A listener has a port. */
    return error == EINPROGRESS || error == EINTR || error == EALREADY ||
           (error == EISCONN && choice->origin == PORT_NONE);
}

/*
 * After a connect or send that failed the kernel may have kept the port that it chose
 * (UDP), or still name it although it will choose anew (Linux TCP after ECONNREFUSED:
 * __inet_put_port in net/ipv4/inet_hashtables.c leaves inet_sport).  Without this the
 * next try would take it for a port of the program's own.
 */
static void remember_left_over(const struct choice *choice)
{
    unsigned port;

    if (choice->origin != PORT_NONE && choice->origin != PORT_LEFT_OVER)
        return;
    if (!socket_local_port(choice->fd, &port))
        return;
    if (port)
        hints_port_given(choice->fd, port, PORT_LEFT_OVER);
    else if (report)
        record_no_port(choice->fd);
}

/* Did the kernel read the address?  Refused calls aside it did, since it is read before
 * all that needs it (move_addr_to_kernel in __sys_connect and others, net/socket.c). */
static bool was_read(ssize_t result, int error)
{
    switch (error) {
    case EFAULT:
    case EINVAL:
    case EBADF:
    case ENOTSOCK:
    case ENOSYS:
    case EPERM:
    case EACCES:
        return result >= 0;
    default:
        return true;
    }
}

ssize_t choice_after(struct choice *choice, ssize_t result)
{
    int error = errno;
    bool ahead = went_ahead(choice, result, error);

    if (choice->later.row && was_read(result, error))
        record_later(choice);
    if (!ahead || choice->action == CLEAR_AROUND)
        socket_set_flags(choice->fd, choice->put_back, 1);
    if (ahead)
        hints_forget_port(choice->port); /* connected once, it is the program's */
    else
        remember_left_over(choice);
    errno = error;
    return result;
}

/*
 * Can the start of ADDRESS be read, family and port?  The kernel tells by reading it as
 * the value of an option that the socket carries already: EFAULT, or nothing changes,
 * for with a family the value is not 0.
 */
static bool kernel_can_read(int fd, unsigned set, const struct sockaddr *address)
{
    int option = __builtin_ffs((int)set) - 1;

    _Static_assert(offsetof(struct sockaddr_in, sin_port) + sizeof(in_port_t) <=
                       sizeof(int),
                   "family and port fit the value of an option");
    if (option < 0 ||
        NEXT(setsockopt)(fd, SOL_SOCKET, reuse_options[option], address, sizeof(int)))
        return false;
    if (!is_inet(address))
        socket_set_flags(fd, 1u << option, 1); /* it may have been 0 all the same */
    return true;
}

/* Does a bind to LOCAL leave the choice to the kernel, as far as can be said before? */
static enum look look_for_any(const struct sockaddr *local, socklen_t length)
{
    enum look look = look_at(local, length);

    return look == INET && port_in(local) ? NOT_INET : look;
}

void choice_before_bind(struct choice *choice, int fd, const struct sockaddr *local,
                        socklen_t length)
{
    enum look look = look_for_any(local, length);
    int error = errno;

    /* A bind of no bytes may succeed (__tipc_bind in net/tipc/socket.c). */
    if (length < sizeof(struct sockaddr_in))
        local = NULL;
    *choice = (struct choice){.caller = choice->caller,
                              .fd = fd,
                              .occasion = TO_BIND_ANY,
                              .action = LEAVE,
                              .unread = local};
    if (look == NOT_INET)
        return;
    struct socket_flags flags = socket_flags(fd, in_use());
    if (look == CANNOT_SAY && flags.set && kernel_can_read(fd, flags.set, local))
        look = is_taken_for_inet(local) && !port_in(local) ? INET : NOT_INET;
    if (look == INET && (flags.set | flags.unknown) & flags_watched()) {
        choice->action = rule(TO_BIND_ANY, PORT_NONE, false, &settings);
        /* Unasked it stays set: a listener must not lose what can't be put back. */
        choice->put_back = clear(fd, flags.set & flags_watched());
        choice->family = local->sa_family;
        if (report)
            record_choice(choice, &(struct record){flags.set, choice->put_back,
                                                   REPORT_PROTECT, local, length});
    }
    errno = error;
}

int choice_after_bind(struct choice *choice, int result)
{
    const struct sockaddr *local = choice->unread;
    int error = errno;

    if (choice->action != LEAVE) {
        if (!result && choice->later.row)
            record_later(choice);
        socket_set_flags(choice->fd, choice->put_back, 1);
        if (!result && socket_local_port(choice->fd, &choice->port) && choice->port)
            hints_port_given(choice->fd, choice->port, PORT_BIND_ANY);
    } else if (!result && local && is_taken_for_inet(local) && port_in(local)) {
        hints_forget_port(port_in(local));
    }
    errno = error;
    return result;
}
