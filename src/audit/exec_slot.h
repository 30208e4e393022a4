/* SPDX-License-Identifier: ISC */
/* The slot of a started program in a report.  The launcher uses it too. */
#ifndef NOREUSEADDR_AUDIT_EXEC_SLOT_H
#define NOREUSEADDR_AUDIT_EXEC_SLOT_H

#include "report_file.h"

#include <stdbool.h>

/*
 * The number of the slot in FILE for programs that are started as NAME, the text that
 * exec(2) is given, relative to AT ("": to nothing); WITHOUT: in an environment in
 * which they record nothing.  0, with lost_execs counted up, if there is no slot left.
 * No system call; async-signal-safe.
 */
unsigned exec_slot(struct report_file *file, const char *name, const char *at,
                   bool without);

/*
 * Counts one program as started, or takes that back, in SLOT of FILE; nothing for slot
 * 0.  Async-signal-safe.
 */
static inline void exec_slot_count(struct report_file *file, unsigned slot, bool back)
{
    if (slot)
        atomic_fetch_add_explicit(&file->execs[slot].started, back ? UINT32_MAX : 1,
                                  memory_order_relaxed);
}

#endif
