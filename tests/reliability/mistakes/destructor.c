/* SPDX-License-Identifier: ISC */
/* Failure mode 3: after a destructor nothing is called on to. */
#include "config.h"

#include "fix/next.h"

static int gone(int fd, const struct sockaddr *to, socklen_t length)
{
    (void)fd, (void)to, (void)length;
    return next_missing();
}

__attribute__((destructor)) static void stop(void)
{
    atomic_store(&next.connect, gone);
}
