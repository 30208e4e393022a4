/* SPDX-License-Identifier: ISC */
/*
 * The wrapped calls, by their POSIX names.  A process without the flag pays a load, a
 * test and a jump: what the others do stands apart, so that the compiler saves no
 * register before the test.
 */
#include "config.h"

#include "entry.h"

#include "hints.h"
#include "start.h"

#include <errno.h>
#include <string.h>

int entry_connect(_Atomic(connect_fn *) *next_field, int fd, const struct sockaddr *to,
                  socklen_t length, const void *caller)
{
    connect_fn *next_call = NEXT_EXTRA(*next_field);
    struct event event = event_of(CALL_CONNECT, fd, to, length, caller);

    if (!next_call)
        return next_missing();
    if (!flags_are_in_use())
        return next_call(fd, to, length);
    autobind_before(&event);
    return (int)autobind_after(&event, next_call(fd, to, length));
}

ENTRY int ENTRY_NAME(connect)(int fd, const struct sockaddr *to, socklen_t length)
{
    if (!flags_are_in_use())
        return NEXT(connect)(fd, to, length);
    return entry_connect(&next.connect, fd, to, length, CALLER);
}

int entry_bind(_Atomic(bind_fn *) *next_field, int fd, const struct sockaddr *local,
               socklen_t length, const void *caller)
{
    bind_fn *next_call = NEXT_EXTRA(*next_field);
    struct event event = event_of(CALL_BIND_ANY, fd, local, length, caller);

    if (!next_call)
        return next_missing();
    if (!flags_are_in_use())
        return next_call(fd, local, length);
    autobind_before_bind(&event);
    int result = next_call(fd, local, length);
    if (autobind_gave_back(&event, result))
        result = next_call(fd, local, length);
    return autobind_after_bind(&event, result);
}

ENTRY int ENTRY_NAME(bind)(int fd, const struct sockaddr *local, socklen_t length)
{
    if (!flags_are_in_use())
        return NEXT(bind)(fd, local, length);
    return entry_bind(&next.bind, fd, local, length, CALLER);
}

/* Learns from a setsockopt that succeeded that the process uses the flag. */
static void learn(int fd, int option, const void *value, const void *caller)
{
    struct event event = {.caller = caller,
                          .fd = fd,
                          .call = CALL_SET_FLAG,
                          .flags.set = socket_flag(option)};
    int error = errno, on;

    memcpy(&on, value, sizeof on); /* the kernel has read it, so it is there */
    hints_set_cleared(fd, hints_cleared(fd) & ~event.flags.set);
    if (!on)
        return;
    flags_use(event.flags.set);
    observe(&event, 0, error);
    errno = error;
}

int entry_setsockopt(_Atomic(setsockopt_fn *) *next_field, int fd, int level,
                     int option, const void *value, socklen_t length,
                     const void *caller)
{
    setsockopt_fn *next_call = NEXT_EXTRA(*next_field);
    int result =
        next_call ? next_call(fd, level, option, value, length) : next_missing();

    if (!result && level == SOL_SOCKET && socket_flag(option) && length >= sizeof(int))
        learn(fd, option, value, caller);
    return result;
}

/* One test passes over most other options, by the lower bits of their numbers. */
static bool may_be_flag(int option)
{
    return (1u << (SO_REUSEADDR & 31) | 1u << (REUSEPORT_OPTION & 31)) >>
               (option & 31) &
           1;
}

ENTRY int ENTRY_NAME(setsockopt)(int fd, int level, int option, const void *value,
                                 socklen_t length)
{
    if (!may_be_flag(option))
        return NEXT(setsockopt)(fd, level, option, value, length);
    return entry_setsockopt(&next.setsockopt, fd, level, option, value, length, CALLER);
}

ssize_t entry_sendto(_Atomic(sendto_fn *) *next_field, int fd, const void *data,
                     size_t size, int flags, const struct sockaddr *to,
                     socklen_t length, const void *caller)
{
    sendto_fn *next_call = NEXT_EXTRA(*next_field);
    struct event event = event_of(CALL_SEND, fd, to, length, caller);
    unsigned when = settings.inherited == INHERITED_NO ? hints_now() : 0;

    if (!next_call)
        return next_missing();
    if (to && !hints_is_harmless(fd)) {
        autobind_before(&event);
        return autobind_after(&event, next_call(fd, data, size, flags, to, length));
    }
    ssize_t result = next_call(fd, data, size, flags, to, length);
    if (!to && result >= 0) /* there is a peer, and so a local port */
        hints_set_harmless(fd, when);
    return result;
}

ENTRY ssize_t ENTRY_NAME(sendto)(int fd, const void *data, size_t size, int flags,
                                 const struct sockaddr *to, socklen_t length)
{
    if (hints_is_harmless(fd))
        return NEXT(sendto)(fd, data, size, flags, to, length);
    return entry_sendto(&next.sendto, fd, data, size, flags, to, length, CALLER);
}

ssize_t entry_sendmsg(_Atomic(sendmsg_fn *) *next_field, int fd,
                      const struct msghdr *message, int flags, const void *caller)
{
    sendmsg_fn *next_call = NEXT_EXTRA(*next_field);
    struct event event = event_of(CALL_SEND, fd, NULL, 0, caller);

    if (!next_call)
        return next_missing();
    if (hints_is_harmless(fd))
        return next_call(fd, message, flags);
    event.message = message;
    autobind_before(&event);
    return autobind_after(&event, next_call(fd, message, flags));
}

ENTRY ssize_t ENTRY_NAME(sendmsg)(int fd, const struct msghdr *message, int flags)
{
    if (hints_is_harmless(fd))
        return NEXT(sendmsg)(fd, message, flags);
    return entry_sendmsg(&next.sendmsg, fd, message, flags, CALLER);
}
