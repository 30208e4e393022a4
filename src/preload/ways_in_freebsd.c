/* SPDX-License-Identifier: ISC */
/*
 * FreeBSD.  Beyond the POSIX names and sendmmsg (11): connectat and bindat (10,
 * sys/sys/socket.h), which treat an internet address as connect and bind do.  libthr's
 * functions come in behind libc's (__libc_interposing), so RTLD_NEXT finds the right
 * one.
 */
#include "interpose.h"

#include "ways_in.h"

#include <errno.h>

typedef int at_fn(int, int, const struct sockaddr *, socklen_t);

static _Atomic(at_fn *) next_connectat;
static _Atomic(at_fn *) next_bindat;

void ways_in_start(void)
{
    sendmmsg_start();
    NEXT_LOOK_UP(next_connectat, at_fn, "connectat");
    NEXT_LOOK_UP(next_bindat, at_fn, "bindat");
}

WAY_IN int connectat(int directory, int fd, const struct sockaddr *to, socklen_t length)
{
    at_fn *next_call = NEXT_EXTRA(next_connectat);
    struct choice choice = {.caller = CALLER};

    if (!next_call) {
        errno = ENOSYS;
        return -1;
    }
    if (flag_is_unused() || !choice_before_connect(&choice, fd, to, length))
        return next_call(directory, fd, to, length);
    return (int)choice_after(&choice, next_call(directory, fd, to, length));
}

WAY_IN int bindat(int directory, int fd, const struct sockaddr *local, socklen_t length)
{
    at_fn *next_call = NEXT_EXTRA(next_bindat);
    struct choice choice = {.caller = CALLER};

    if (!next_call) {
        errno = ENOSYS;
        return -1;
    }
    if (flag_is_unused())
        return next_call(directory, fd, local, length);
    choice_before_bind(&choice, fd, local, length);
    return choice_after_bind(&choice, next_call(directory, fd, local, length));
}
