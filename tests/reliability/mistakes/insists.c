/* SPDX-License-Identifier: ISC */
/* Failure mode 7: fails the program's call where its own question is refused. */
#include "config.h"

#include "fix/next.h"

#include "fix/entry.h"

static connect_fn *behind;

static int insistent_connect(int fd, const struct sockaddr *to, socklen_t length)
{
    int value;
    socklen_t size = sizeof value;

    if (getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, &size))
        return -1;
    return behind(fd, to, length);
}

void entry_start(void)
{
    behind = NEXT(connect);
    atomic_store(&next.connect, insistent_connect);
}
