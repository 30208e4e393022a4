/* SPDX-License-Identifier: ISC */
/* Failure mode 6: a call of the library's own changes errno. */
#include "preload/next.h"

#include "preload/sendmmsg.h"
#include "preload/ways_in.h"

#include <unistd.h>

static connect_fn *behind;

static int careless_connect(int fd, const struct sockaddr *to, socklen_t length)
{
    int result = behind(fd, to, length);

    close(-1);
    return result;
}

void ways_in_start(void)
{
    sendmmsg_start();
    behind = NEXT(connect);
    atomic_store(&next.connect, careless_connect);
}
