/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "memory.h"

bool memory_is_there(struct memory_range *range, uintptr_t address, size_t size)
{
    enum { LEAST_PAGE = 4096, MOST = 1 << 16 };

    if (address < range->start || address > range->end || size > MOST ||
        size > range->end - address)
        return false;
    uintptr_t first = address & ~(uintptr_t)(LEAST_PAGE - 1);
    for (uintptr_t page = first; page - first < address - first + size;
         page += LEAST_PAGE) {
        if (page == range->page)
            continue;
        if (!memory_kernel_can_read(page))
            return false;
        range->page = page;
    }
    return true;
}
