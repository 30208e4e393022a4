/* SPDX-License-Identifier: ISC */
/* Failure mode 6: a call of the library's own changes errno. */
#include "config.h"

#include "fix/next.h"

#include "fix/entry.h"

#include <unistd.h>

static connect_fn *behind;

static int careless_connect(int fd, const struct sockaddr *to, socklen_t length)
{
    int result = behind(fd, to, length);

    close(-1);
    return result;
}

void entry_start(void)
{
    behind = NEXT(connect);
    atomic_store(&next.connect, careless_connect);
}
