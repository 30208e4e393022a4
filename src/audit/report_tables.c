/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_tables.h"

#include "recorder.h"

#include <stdatomic.h>
#include <sys/mman.h>

static atomic_bool are_mapped;

/* Several threads may come here at once: the first one's mapping is used. */
COLD static bool map_tables(void)
{
    struct report_file *start = report, *whole = report_tables_map(start);

    if (!whole)
        return false;
    if (whole != start && !atomic_compare_exchange_strong(&report, &start, whole))
        munmap(whole, sizeof *whole);
    atomic_store_explicit(&are_mapped, true, memory_order_release);
    return true;
}

bool report_tables(void)
{
    return atomic_load_explicit(&are_mapped, memory_order_acquire) || map_tables();
}
