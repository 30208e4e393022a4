/* SPDX-License-Identifier: ISC */
/*
 * The wrapped calls: ask the kernel what the socket is, let the rule decide, act, call
 * on, settle.
 */
#include "interpose.h"

#include "caller_memory.h"
#include "hints.h"
#include "record.h"
#include "reuse_options.h"
#include "socket.h"
#include "start.h"
#include "ways_in.h"

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
    return error == EINPROGRESS || error == EINTR || error == EALREADY;
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
    else
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

    *choice = (struct choice){
        .caller = choice->caller, .fd = fd, .occasion = TO_BIND_ANY, .action = LEAVE};
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

int choice_after_bind(struct choice *choice, const struct sockaddr *local, int result)
{
    int error = errno;

    if (choice->action != LEAVE) {
        if (!result && choice->later.row)
            record_later(choice);
        socket_set_flags(choice->fd, choice->put_back, 1);
        if (!result && socket_local_port(choice->fd, &choice->port) && choice->port)
            hints_port_given(choice->fd, choice->port, PORT_BIND_ANY);
    } else if (!result && is_taken_for_inet(local) && port_in(local)) {
        hints_forget_port(port_in(local));
    }
    errno = error;
    return result;
}

int flag_after_setsockopt(int fd, int option, const void *value, socklen_t length,
                          int result, const void *caller)
{
    unsigned bit = reuse_bit(option) & flags_asked();
    int on;

    if (result || !bit || length < sizeof on)
        return result;
    memcpy(&on, value, sizeof on); /* the kernel has read it, so it is there */
    if (on) {
        atomic_fetch_or_explicit(&flags_in_use, bit, memory_order_relaxed);
        hints_flag_set();
        if (report)
            record_flag_set(fd, bit, caller);
    }
    return result;
}

/*
 * The POSIX names.  A process without the flag pays a load, a test and a jump: what the
 * others do stands apart, so that the compiler saves no register before the test.
 */
#define APART static __attribute__((noinline))

APART int connect_watched(int fd, const struct sockaddr *to, socklen_t length)
{
    struct choice choice = {.caller = CALLER};

    if (!choice_before_connect(&choice, fd, to, length))
        return NEXT(connect)(fd, to, length);
    return (int)choice_after(&choice, NEXT(connect)(fd, to, length));
}

WAY_IN int WAY_IN_NAME(connect)(int fd, const struct sockaddr *to, socklen_t length)
{
    if (flag_is_unused())
        return NEXT(connect)(fd, to, length);
    return connect_watched(fd, to, length);
}

APART int bind_watched(int fd, const struct sockaddr *local, socklen_t length)
{
    struct choice choice = {.caller = CALLER};

    choice_before_bind(&choice, fd, local, length);
    return choice_after_bind(&choice, local, NEXT(bind)(fd, local, length));
}

WAY_IN int WAY_IN_NAME(bind)(int fd, const struct sockaddr *local, socklen_t length)
{
    if (flag_is_unused())
        return NEXT(bind)(fd, local, length);
    return bind_watched(fd, local, length);
}

/* The level is asked here, for few options of other levels have the same number. */
APART int setsockopt_watched(int fd, int level, int option, const void *value,
                             socklen_t length)
{
    int result = NEXT(setsockopt)(fd, level, option, value, length);

    return level == SOL_SOCKET
               ? flag_after_setsockopt(fd, option, value, length, result, CALLER)
               : result;
}

WAY_IN int WAY_IN_NAME(setsockopt)(int fd, int level, int option, const void *value,
                                   socklen_t length)
{
    if (!reuse_bit(option))
        return NEXT(setsockopt)(fd, level, option, value, length);
    return setsockopt_watched(fd, level, option, value, length);
}

/* What was sent to the peer had one, and so the socket has its port. */
static ssize_t send_to_peer(int fd, const void *data, size_t size, int flags,
                            socklen_t length)
{
    unsigned when = settings.inherited == INHERITED_NO ? hints_now() : 0;
    ssize_t result = NEXT(sendto)(fd, data, size, flags, NULL, length);

    if (result >= 0)
        hints_settle(fd, when);
    return result;
}

APART ssize_t sendto_watched(int fd, const void *data, size_t size, int flags,
                             const struct sockaddr *to, socklen_t length)
{
    struct choice choice = {.caller = CALLER};

    if (!to)
        return send_to_peer(fd, data, size, flags, length);
    if (!choice_before_send(&choice, fd, to, length))
        return NEXT(sendto)(fd, data, size, flags, to, length);
    return choice_after(&choice, NEXT(sendto)(fd, data, size, flags, to, length));
}

WAY_IN ssize_t WAY_IN_NAME(sendto)(int fd, const void *data, size_t size, int flags,
                                   const struct sockaddr *to, socklen_t length)
{
    if (hints_is_settled(fd))
        return NEXT(sendto)(fd, data, size, flags, to, length);
    return sendto_watched(fd, data, size, flags, to, length);
}

APART ssize_t sendmsg_watched(int fd, const struct msghdr *message, int flags)
{
    struct choice choice = {.caller = CALLER};

    if (!choice_before_message(&choice, fd, message))
        return NEXT(sendmsg)(fd, message, flags);
    return choice_after(&choice, NEXT(sendmsg)(fd, message, flags));
}

WAY_IN ssize_t WAY_IN_NAME(sendmsg)(int fd, const struct msghdr *message, int flags)
{
    if (hints_is_settled(fd))
        return NEXT(sendmsg)(fd, message, flags);
    return sendmsg_watched(fd, message, flags);
}
