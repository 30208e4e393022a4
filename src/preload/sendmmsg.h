/* SPDX-License-Identifier: ISC */
/*
 * sendmmsg, which Linux and most BSDs have, each with types of its own.
 */
#ifndef NOREUSEADDR_SENDMMSG_H
#define NOREUSEADDR_SENDMMSG_H

#include "next.h"

typedef SENDMMSG_RESULT sendmmsg_fn(int, struct mmsghdr *, SENDMMSG_COUNT,
                                    SENDMMSG_FLAGS);

/*
 * sendmmsg with NEXT_CALL as the next definition, made by the program at CALLER.
 * Async-signal-safe.
 */
SENDMMSG_RESULT interpose_sendmmsg(sendmmsg_fn *next_call, int fd,
                                   struct mmsghdr *messages, SENDMMSG_COUNT count,
                                   SENDMMSG_FLAGS flags, const void *caller);

#endif
