/* SPDX-License-Identifier: ISC */
/* Failure mode 8: knows the flag from a table of descriptors of its own. */
#include "config.h"

#include "fix/next.h"

#include "fix/entry.h"
#include "fix/socket.h"

#include <string.h>

static setsockopt_fn *behind;
static _Atomic unsigned char table[1 << 16];

static int noting_setsockopt(int fd, int level, int option, const void *value,
                             socklen_t length)
{
    int result = behind(fd, level, option, value, length), on;

    if (!result && level == SOL_SOCKET && socket_flag(option)) {
        memcpy(&on, value, sizeof on);
        if (on)
            atomic_fetch_or(&table[(unsigned short)fd], socket_flag(option));
    }
    return result;
}

struct socket_flags socket_flags(int fd, unsigned options)
{
    return (struct socket_flags){table[(unsigned short)fd] & options, 0};
}

void entry_start(void)
{
    behind = NEXT(setsockopt);
    atomic_store(&next.setsockopt, noting_setsockopt);
}
