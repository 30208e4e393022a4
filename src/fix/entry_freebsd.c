/* SPDX-License-Identifier: ISC */
/*
 * FreeBSD.  Beyond the POSIX names and sendmmsg (11): connectat and bindat (10,
 * sys/sys/socket.h), which treat an internet address as connect and bind do, whatever
 * the directory (kern_connectat in sys/kern/uipc_syscalls.c).  libthr's functions come
 * in behind libc's (__libc_interposing), so RTLD_NEXT finds the right one.
 */
#include "config.h"

#include "entry.h"

typedef int at_fn(int, int, const struct sockaddr *, socklen_t);

static _Atomic(at_fn *) next_connectat;
static _Atomic(at_fn *) next_bindat;

void entry_start(void)
{
    NEXT_LOOK_UP(next_connectat, at_fn, "connectat");
    NEXT_LOOK_UP(next_bindat, at_fn, "bindat");
}

ENTRY int connectat(int directory, int fd, const struct sockaddr *to, socklen_t length)
{
    at_fn *next_call = NEXT_EXTRA(next_connectat);
    struct event event = event_of(CALL_CONNECT, fd, to, length, CALLER);

    if (!next_call)
        return next_missing();
    if (!flags_are_in_use())
        return next_call(directory, fd, to, length);
    autobind_before(&event);
    return (int)autobind_after(&event, next_call(directory, fd, to, length));
}

ENTRY int bindat(int directory, int fd, const struct sockaddr *local, socklen_t length)
{
    at_fn *next_call = NEXT_EXTRA(next_bindat);
    struct event event = event_of(CALL_BIND_ANY, fd, local, length, CALLER);

    if (!next_call)
        return next_missing();
    if (!flags_are_in_use())
        return next_call(directory, fd, local, length);
    autobind_before_bind(&event);
    int result = next_call(directory, fd, local, length);
    if (autobind_gave_back(&event, result))
        result = next_call(directory, fd, local, length);
    return autobind_after_bind(&event, result);
}
