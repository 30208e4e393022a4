/* SPDX-License-Identifier: ISC */
/* The wrapped calls, by their POSIX names. */
#include "interpose.h"

#include "hints.h"
#include "record.h"
#include "reuse_options.h"
#include "start.h"
#include "ways_in.h"

#include <string.h>

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

APART int connect_watched(int fd, const struct sockaddr *to, socklen_t length,
                          const void *caller)
{
    struct choice choice = {.caller = caller};

    if (!choice_before_connect(&choice, fd, to, length))
        return NEXT(connect)(fd, to, length);
    return (int)choice_after(&choice, NEXT(connect)(fd, to, length));
}

WAY_IN int WAY_IN_NAME(connect)(int fd, const struct sockaddr *to, socklen_t length)
{
    if (flag_is_unused())
        return NEXT(connect)(fd, to, length);
    return connect_watched(fd, to, length, CALLER);
}

APART int bind_watched(int fd, const struct sockaddr *local, socklen_t length,
                       const void *caller)
{
    struct choice choice = {.caller = caller};

    choice_before_bind(&choice, fd, local, length);
    return choice_after_bind(&choice, NEXT(bind)(fd, local, length));
}

WAY_IN int WAY_IN_NAME(bind)(int fd, const struct sockaddr *local, socklen_t length)
{
    if (flag_is_unused())
        return NEXT(bind)(fd, local, length);
    return bind_watched(fd, local, length, CALLER);
}

/* The level is asked here, for few options of other levels have the same number. */
APART int setsockopt_watched(int fd, int level, int option, const void *value,
                             socklen_t length, const void *caller)
{
    int result = NEXT(setsockopt)(fd, level, option, value, length);

    return level == SOL_SOCKET
               ? flag_after_setsockopt(fd, option, value, length, result, caller)
               : result;
}

WAY_IN int WAY_IN_NAME(setsockopt)(int fd, int level, int option, const void *value,
                                   socklen_t length)
{
    if (!reuse_bit(option))
        return NEXT(setsockopt)(fd, level, option, value, length);
    return setsockopt_watched(fd, level, option, value, length, CALLER);
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
                             const struct sockaddr *to, socklen_t length,
                             const void *caller)
{
    struct choice choice = {.caller = caller};

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
    return sendto_watched(fd, data, size, flags, to, length, CALLER);
}

APART ssize_t sendmsg_watched(int fd, const struct msghdr *message, int flags,
                              const void *caller)
{
    struct choice choice = {.caller = caller};

    if (!choice_before_message(&choice, fd, message))
        return NEXT(sendmsg)(fd, message, flags);
    return choice_after(&choice, NEXT(sendmsg)(fd, message, flags));
}

WAY_IN ssize_t WAY_IN_NAME(sendmsg)(int fd, const struct msghdr *message, int flags)
{
    if (hints_is_settled(fd))
        return NEXT(sendmsg)(fd, message, flags);
    return sendmsg_watched(fd, message, flags, CALLER);
}
