/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "entry.h"

#include "hints.h"

static _Atomic(sendmmsg_fn *) next_sendmmsg;

NEXT_EARLY(next_sendmmsg, sendmmsg, SENDMMSG_RESULT,
           (int fd, struct mmsghdr *messages, SENDMMSG_COUNT count,
            SENDMMSG_FLAGS flags),
           (fd, messages, count, flags))

static _Atomic(sendmmsg_fn *) next_sendmmsg = early_sendmmsg;

void sendmmsg_start(void)
{
    NEXT_LOOK_UP(next_sendmmsg, sendmmsg_fn, "sendmmsg");
}

SENDMMSG_RESULT entry_sendmmsg(_Atomic(sendmmsg_fn *) *next_field, int fd,
                               struct mmsghdr *messages, SENDMMSG_COUNT count,
                               SENDMMSG_FLAGS flags, const void *caller)
{
    sendmmsg_fn *next_call = NEXT_EXTRA(*next_field);
    struct event event = event_of(CALL_SEND, fd, NULL, 0, caller);

    if (!next_call)
        return next_missing();
    if (!count || hints_is_harmless(fd))
        return next_call(fd, messages, count, flags);
    /* The first message makes the kernel choose; its header is the vector's first, and
     * the vector may be anywhere, so that not even a member of it can be named. */
    event.message = (const void *)messages;
    autobind_before(&event);
    return (SENDMMSG_RESULT)autobind_after(&event,
                                           next_call(fd, messages, count, flags));
}

ENTRY SENDMMSG_RESULT sendmmsg(int fd, struct mmsghdr *messages, SENDMMSG_COUNT count,
                               SENDMMSG_FLAGS flags)
{
    if (hints_is_harmless(fd))
        return atomic_load_explicit(&next_sendmmsg, memory_order_relaxed)(fd, messages,
                                                                          count, flags);
    return entry_sendmmsg(&next_sendmmsg, fd, messages, count, flags, CALLER);
}
