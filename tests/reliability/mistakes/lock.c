/* SPDX-License-Identifier: ISC */
/* Failure mode 4: a lock around each connect. */
#include "preload/next.h"

#include "preload/sendmmsg.h"
#include "preload/ways_in.h"

#include <pthread.h>

static connect_fn *behind;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int locked_connect(int fd, const struct sockaddr *to, socklen_t length)
{
    pthread_mutex_lock(&lock);
    int result = behind(fd, to, length);
    pthread_mutex_unlock(&lock);
    return result;
}

void ways_in_start(void)
{
    sendmmsg_start();
    behind = NEXT(connect);
    atomic_store(&next.connect, locked_connect);
}
