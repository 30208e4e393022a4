/* SPDX-License-Identifier: ISC */
#include "interpose.h"

#include "sendmmsg.h"

#include "hints.h"
#include "ways_in.h"

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

SENDMMSG_RESULT interpose_sendmmsg(sendmmsg_fn *next_call, int fd,
                                   struct mmsghdr *messages, SENDMMSG_COUNT count,
                                   SENDMMSG_FLAGS flags, const void *caller)
{
    struct choice choice = {.caller = caller};

    /* The first message makes the kernel choose; its header is the vector's first, and
     * the vector may be anywhere, so that not even a member of it can be named. */
    const struct msghdr *first = (const void *)messages;

    if (flag_is_unused() || !count || !choice_before_message(&choice, fd, first))
        return next_call(fd, messages, count, flags);
    return (SENDMMSG_RESULT)choice_after(&choice,
                                         next_call(fd, messages, count, flags));
}

WAY_IN SENDMMSG_RESULT sendmmsg(int fd, struct mmsghdr *messages, SENDMMSG_COUNT count,
                                SENDMMSG_FLAGS flags)
{
    sendmmsg_fn *next_call = atomic_load_explicit(&next_sendmmsg, memory_order_relaxed);

    if (hints_is_settled(fd))
        return next_call(fd, messages, count, flags);
    return interpose_sendmmsg(next_call, fd, messages, count, flags, CALLER);
}
