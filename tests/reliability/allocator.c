/* SPDX-License-Identifier: ISC */
/*
 * The program's allocator makes wrapped calls itself, as one does that reports to
 * another process.  If the library, or what it calls, allocated, each would call the
 * other without end (libfaketime issue 130, jemalloc issue 443).
 */
#include "config.h"

#include "../behaviour/cases.h"
#include "../behaviour/net.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int depth, allocations, clients_cleared;

/* A call of the allocator out of the allocator's own call ends the process. */
static void report(void)
{
    static const char text[] = "# allocated within a wrapped call\n";
    int error = errno;

    if (depth++) {
        (void)!write(STDOUT_FILENO, text, sizeof text - 1);
        _exit(1);
    }
    allocations++;
    clients_cleared += net_client() == 0;
    depth--;
    errno = error;
}

/* Nothing is ever used again: the case is over before the arena is. */
static union block {
    size_t size;
    max_align_t align;
} arena[1 << 18];

static size_t used;

void *malloc(size_t size)
{
    size_t blocks = size / sizeof(union block) + 2;

    report();
    if (blocks < 2 || blocks > sizeof arena / sizeof arena[0] - used)
        return NULL;
    union block *header = &arena[used];
    used += blocks;
    header->size = size;
    return header + 1;
}

void *calloc(size_t count, size_t size)
{
    return size && count > SIZE_MAX / size ? NULL : malloc(count * size);
}

void *realloc(void *old, size_t size)
{
    void *new = malloc(size);

    if (new &&old) {
        size_t old_size = ((union block *)old - 1)->size;
        memcpy(new, old, old_size < size ? old_size : size);
    }
    return new;
}

void free(void *old)
{
    (void)old;
}

static void allocates_and_connects(void)
{
    char *volatile text = strdup("an allocation"); /* or clang leaves it out */

    EXPECT(text && allocations > 0);
    EXPECT_INT(net_client(), 0);
    EXPECT(clients_cleared > 0);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"an allocator that connects: cleared", "", ONCE, allocates_and_connects},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
