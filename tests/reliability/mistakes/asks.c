/* SPDX-License-Identifier: ISC */
/* Failure mode 7: asks the kernel at every connect, in every process. */
#include "config.h"

#include "fix/next.h"

#include "fix/entry.h"
#include "fix/socket.h"

void entry_start(void)
{
    atomic_store(&flags_in_use, ALL_FLAGS);
}
