/* SPDX-License-Identifier: ISC */
/* Failure mode 7: asks the kernel at every connect, in every process. */
#include "preload/next.h"

#include "preload/reuse_options.h"
#include "preload/sendmmsg.h"
#include "preload/ways_in.h"

void ways_in_start(void)
{
    sendmmsg_start();
    atomic_store(&flags_in_use, REUSE_ALL);
}
