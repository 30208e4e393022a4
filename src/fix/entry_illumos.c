/* SPDX-License-Identifier: ISC */
/*
 * illumos.  Beyond the POSIX names: those that a program built for XPG4.2 calls, and
 * with them Go and Rust (lib/libsocket, mapfile-vers: SUNW_1.1).  They differ from the
 * plain ones in how the kernel reads addresses and messages (SOV_XPG4_2), so each calls
 * on by its own name.  There is no sendmmsg.
 */
#include "config.h"

#include "entry.h"

connect_fn __xnet_connect;
bind_fn __xnet_bind;
sendto_fn __xnet_sendto;
sendmsg_fn __xnet_sendmsg;

static _Atomic(connect_fn *) next_connect;
static _Atomic(bind_fn *) next_bind;
static _Atomic(sendto_fn *) next_sendto;
static _Atomic(sendmsg_fn *) next_sendmsg;

void entry_start(void)
{
    NEXT_LOOK_UP(next_connect, connect_fn, "__xnet_connect");
    NEXT_LOOK_UP(next_bind, bind_fn, "__xnet_bind");
    NEXT_LOOK_UP(next_sendto, sendto_fn, "__xnet_sendto");
    NEXT_LOOK_UP(next_sendmsg, sendmsg_fn, "__xnet_sendmsg");
}

ENTRY int __xnet_connect(int fd, const struct sockaddr *to, socklen_t length)
{
    return entry_connect(&next_connect, fd, to, length, CALLER);
}

ENTRY int __xnet_bind(int fd, const struct sockaddr *local, socklen_t length)
{
    return entry_bind(&next_bind, fd, local, length, CALLER);
}

ENTRY ssize_t __xnet_sendto(int fd, const void *data, size_t size, int flags,
                            const struct sockaddr *to, socklen_t length)
{
    return entry_sendto(&next_sendto, fd, data, size, flags, to, length, CALLER);
}

ENTRY ssize_t __xnet_sendmsg(int fd, const struct msghdr *message, int flags)
{
    return entry_sendmsg(&next_sendmsg, fd, message, flags, CALLER);
}
