/* SPDX-License-Identifier: ISC */
/* sendmmsg, which Linux and most BSDs have, each with types of its own. */
#ifndef NOREUSEADDR_ENTRY_SENDMMSG_H
#define NOREUSEADDR_ENTRY_SENDMMSG_H

#include "next.h"

typedef SENDMMSG_RESULT sendmmsg_fn(int, struct mmsghdr *, SENDMMSG_COUNT,
                                    SENDMMSG_FLAGS);

/*
 * What a wrapper of sendmmsg does, as the functions of entry.h; and the look-up of the
 * next sendmmsg, as next_start.
 */
SENDMMSG_RESULT entry_sendmmsg(_Atomic(sendmmsg_fn *) *next_field, int fd,
                               struct mmsghdr *messages, SENDMMSG_COUNT count,
                               SENDMMSG_FLAGS flags, const void *caller);
COLD void sendmmsg_start(void);

#endif
