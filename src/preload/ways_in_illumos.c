/* SPDX-License-Identifier: ISC */
/*
 * illumos.  Beyond the POSIX names: those that a program built for XPG4.2 calls, and
 * with them Go and Rust (lib/libsocket, mapfile-vers: SUNW_1.1).  They differ from the
 * plain ones in how the kernel reads addresses and messages (SOV_XPG4_2), so each calls
 * on by its own name.  There is no sendmmsg.
 */
#include "interpose.h"

#include "ways_in.h"

#include <errno.h>

connect_fn __xnet_connect;
bind_fn __xnet_bind;
sendto_fn __xnet_sendto;
sendmsg_fn __xnet_sendmsg;

static _Atomic(connect_fn *) next_connect;
static _Atomic(bind_fn *) next_bind;
static _Atomic(sendto_fn *) next_sendto;
static _Atomic(sendmsg_fn *) next_sendmsg;

void ways_in_start(void)
{
    sendmmsg_start();
    NEXT_LOOK_UP(next_connect, connect_fn, "__xnet_connect");
    NEXT_LOOK_UP(next_bind, bind_fn, "__xnet_bind");
    NEXT_LOOK_UP(next_sendto, sendto_fn, "__xnet_sendto");
    NEXT_LOOK_UP(next_sendmsg, sendmsg_fn, "__xnet_sendmsg");
}

static int missing(void)
{
    errno = ENOSYS;
    return -1;
}

WAY_IN int __xnet_connect(int fd, const struct sockaddr *to, socklen_t length)
{
    connect_fn *next_call = NEXT_EXTRA(next_connect);
    struct choice choice = {.caller = CALLER};

    if (!next_call)
        return missing();
    if (flag_is_unused() || !choice_before_connect(&choice, fd, to, length))
        return next_call(fd, to, length);
    return (int)choice_after(&choice, next_call(fd, to, length));
}

WAY_IN int __xnet_bind(int fd, const struct sockaddr *local, socklen_t length)
{
    bind_fn *next_call = NEXT_EXTRA(next_bind);
    struct choice choice = {.caller = CALLER};

    if (!next_call)
        return missing();
    if (flag_is_unused())
        return next_call(fd, local, length);
    choice_before_bind(&choice, fd, local, length);
    return choice_after_bind(&choice, next_call(fd, local, length));
}

WAY_IN ssize_t __xnet_sendto(int fd, const void *data, size_t size, int flags,
                             const struct sockaddr *to, socklen_t length)
{
    sendto_fn *next_call = NEXT_EXTRA(next_sendto);
    struct choice choice = {.caller = CALLER};

    if (!next_call)
        return missing();
    if (flag_is_unused() || !choice_before_send(&choice, fd, to, length))
        return next_call(fd, data, size, flags, to, length);
    return choice_after(&choice, next_call(fd, data, size, flags, to, length));
}

WAY_IN ssize_t __xnet_sendmsg(int fd, const struct msghdr *message, int flags)
{
    sendmsg_fn *next_call = NEXT_EXTRA(next_sendmsg);
    struct choice choice = {.caller = CALLER};

    if (!next_call)
        return missing();
    if (flag_is_unused() || !choice_before_message(&choice, fd, message))
        return next_call(fd, message, flags);
    return choice_after(&choice, next_call(fd, message, flags));
}
