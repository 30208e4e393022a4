/* SPDX-License-Identifier: ISC */
/*
 * NetBSD.  sys/sys/socket.h: no name beyond the POSIX ones and sendmmsg.  libpthread
 * defines connect, sendto, sendmsg and sendmmsg once more, as cancellation points
 * (lib/libpthread/pthread_cancelstub.c); RTLD_NEXT finds the one that comes first.
 */
#include "config.h"

#include "entry.h"
#include "entry_sendmmsg.h"

void entry_start(void)
{
    sendmmsg_start();
}
