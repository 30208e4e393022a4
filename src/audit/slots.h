/* SPDX-License-Identifier: ISC */
/*
 * One table of slots in a report, as report_file.h describes them: a state, then a key.
 */
#ifndef NOREUSEADDR_AUDIT_SLOTS_H
#define NOREUSEADDR_AUDIT_SLOTS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct slots {
    void *table;
    size_t stride;   /* bytes from slot to slot */
    unsigned count;  /* a power of 2 */
    size_t key_size; /* bytes, a multiple of 4; all that is not used must be 0 */
};

/*
 * The number of the slot that has KEY, which is taken if there is none yet; 0, with
 * LOST counted up, if no slot is left for it.  No system call, no lock;
 * async-signal-safe.
 */
unsigned slots_find(const struct slots *slots, const void *key, _Atomic uint32_t *lost);

#endif
