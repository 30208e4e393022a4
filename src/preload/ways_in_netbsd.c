/* SPDX-License-Identifier: ISC */
/*
 * NetBSD.  sys/sys/socket.h: no name beyond the POSIX ones and sendmmsg.  libpthread
 * defines connect, sendto, sendmsg and sendmmsg once more, as cancellation points
 * (lib/libpthread/pthread_cancelstub.c); RTLD_NEXT finds the one that comes first.
 */
#include "next.h"

#include "ways_in.h"

void ways_in_start(void)
{
    sendmmsg_start();
}
