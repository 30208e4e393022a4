/* SPDX-License-Identifier: ISC */
/*
 * OpenBSD.  lib/libc/hidden/sys/socket.h: no public name beyond the POSIX ones and,
 * since 7.2, sendmmsg.  libc calls itself by hidden names, which no preload sees.
 */
#include "next.h"

#include "ways_in.h"

void ways_in_start(void)
{
    sendmmsg_start();
}
