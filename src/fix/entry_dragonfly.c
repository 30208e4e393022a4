/* SPDX-License-Identifier: ISC */
/*
 * DragonFly.  Beyond the POSIX names: extconnect (sys/sys/socket.h), a connect with
 * flags.  There is no sendmmsg.
 */
#include "config.h"

#include "entry.h"

typedef int extconnect_fn(int, int, struct sockaddr *, socklen_t);

static _Atomic(extconnect_fn *) next_extconnect;

void entry_start(void)
{
    NEXT_LOOK_UP(next_extconnect, extconnect_fn, "extconnect");
}

ENTRY int extconnect(int fd, int flags, struct sockaddr *to, socklen_t length)
{
    extconnect_fn *next_call = NEXT_EXTRA(next_extconnect);
    struct event event = event_of(CALL_CONNECT, fd, to, length, CALLER);

    if (!next_call)
        return next_missing();
    if (!flags_are_in_use())
        return next_call(fd, flags, to, length);
    autobind_before(&event);
    return (int)autobind_after(&event, next_call(fd, flags, to, length));
}
