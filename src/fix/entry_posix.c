/* SPDX-License-Identifier: ISC */
/*
 * NetBSD and OpenBSD: no name beyond the POSIX ones and sendmmsg (sys/sys/socket.h;
 * OpenBSD has that since 7.2).  NetBSD's libpthread defines connect and the sends once
 * more, as cancellation points (lib/libpthread/pthread_cancelstub.c); RTLD_NEXT finds
 * the one that comes first.
 */
#include "config.h"

#include "entry.h"

void entry_start(void)
{
}
