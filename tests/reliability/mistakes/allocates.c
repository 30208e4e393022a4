/* SPDX-License-Identifier: ISC */
/* Failure mode 1: looks up a name that may be missing, so dlsym allocates (the text of
 * dlerror), while the calls that an allocator may make are not known yet. */
#include "config.h"

#include "fix/next.h"

void next_start(void)
{
    next_look_up("__connect64");
    NEXT_LOOK_UP(next.connect, connect_fn, "connect");
    NEXT_LOOK_UP(next.bind, bind_fn, "bind");
    NEXT_LOOK_UP(next.setsockopt, setsockopt_fn, "setsockopt");
    NEXT_LOOK_UP(next.sendto, sendto_fn, "sendto");
    NEXT_LOOK_UP(next.sendmsg, sendmsg_fn, "sendmsg");
}
