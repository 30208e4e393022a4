/* SPDX-License-Identifier: ISC */
/*
 * DragonFly.  Beyond the POSIX names: extconnect (sys/sys/socket.h), a connect with
 * flags.  There is no sendmmsg.
 */
#include "interpose.h"

#include "ways_in.h"

#include <errno.h>

typedef int extconnect_fn(int, int, struct sockaddr *, socklen_t);

static _Atomic(extconnect_fn *) next_extconnect;

void ways_in_start(void)
{
    sendmmsg_start();
    NEXT_LOOK_UP(next_extconnect, extconnect_fn, "extconnect");
}

WAY_IN int extconnect(int fd, int flags, struct sockaddr *to, socklen_t length)
{
    extconnect_fn *next_call = NEXT_EXTRA(next_extconnect);
    struct choice choice = {.caller = CALLER};

    if (!next_call) {
        errno = ENOSYS;
        return -1;
    }
    if (flag_is_unused() || !choice_before_connect(&choice, fd, to, length))
        return next_call(fd, flags, to, length);
    return (int)choice_after(&choice, next_call(fd, flags, to, length));
}
