/* SPDX-License-Identifier: ISC */
/*
 * listen(), of which the rule knows nothing: wrapped for the report alone, which counts
 * sockets that were bound to port 0 with the flag as no finding if they listen then.
 */
#include "config.h"

#include "fix/entry.h"
#include "recorder.h"

typedef int listen_fn(int, int);

static int first_listen(int fd, int backlog);
static _Atomic(listen_fn *) next_listen = first_listen;

/* At load; by first_listen if another library's constructor calls before. */
__attribute__((constructor)) static void look_up(void)
{
    NEXT_LOOK_UP(next_listen, listen_fn, "listen");
}

COLD static int first_listen(int fd, int backlog)
{
    look_up();
    listen_fn *next_call = atomic_load_explicit(&next_listen, memory_order_relaxed);
    return next_call == first_listen ? next_missing() : next_call(fd, backlog);
}

int ENTRY_NAME(listen)(int fd, int backlog);
ENTRY int ENTRY_NAME(listen)(int fd, int backlog)
{
    int result = atomic_load_explicit(&next_listen, memory_order_relaxed)(fd, backlog);

    if (!result)
        recorder_note_listener(fd);
    return result;
}
