/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_tables.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { START = sizeof((struct report_file *)NULL)->start };

static bool is_whole; /* was it mapped so at load? */

/*
 * An old size of 0 makes another mapping of the same file, which may be longer
 * (mremap(2)).  By number: musl's mremap may wait for another thread (__vm_wait).
 */
static void *map_again(void *start, size_t size)
{
    long address = syscall(SYS_mremap, start, 0, size, MREMAP_MAYMOVE);

    return address == -1 ? NULL : (void *)address;
}

/* qemu-user and the like can't do it (ENOMEM): tried at once. */
static bool can_map_again(void *start)
{
    void *again = map_again(start, START);

    return again && !munmap(again, START);
}

void *report_tables_at_load(int fd, size_t *size)
{
    void *start;

    *size = START;
    start = mmap(NULL, START, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (start == MAP_FAILED || can_map_again(start))
        return start;
    munmap(start, START);
    is_whole = true;
    *size = sizeof(struct report_file);
    return mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
}

/*
 * What is made of a locked mapping is locked, all of it, and EAGAIN says that this is
 * more than the process may lock (vma_to_resize in mm/mremap.c).  munlock is called
 * only then, for a sandbox may know it less than mremap, which malloc uses.
 */
struct report_file *report_tables_map(struct report_file *start)
{
    void *whole = is_whole ? start : map_again(start, sizeof(struct report_file));

    if (!whole && errno == EAGAIN && !munlock(start, START))
        whole = map_again(start, sizeof(struct report_file));
    return whole;
}
