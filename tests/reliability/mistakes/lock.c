/* SPDX-License-Identifier: ISC */
/* Failure mode 4: a lock around each connect. */
#include "config.h"

#include "fix/next.h"

#include "fix/entry.h"

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

void entry_start(void)
{
    behind = NEXT(connect);
    atomic_store(&next.connect, locked_connect);
}
