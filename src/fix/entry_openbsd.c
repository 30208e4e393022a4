/* SPDX-License-Identifier: ISC */
/*
 * OpenBSD.  lib/libc/hidden/sys/socket.h: no public name beyond the POSIX ones and,
 * since 7.2, sendmmsg.  libc calls itself by hidden names, which no preload sees.
 */
#include "config.h"

#include "entry.h"
#include "entry_sendmmsg.h"

void entry_start(void)
{
    sendmmsg_start();
}
