/* SPDX-License-Identifier: ISC */
/* Failure mode 3: a destructor takes away what the wrappers need. */
#include "config.h"

#include "fix/next.h"

__attribute__((destructor)) static void stop(void)
{
    atomic_store(&next.connect, NULL);
}
