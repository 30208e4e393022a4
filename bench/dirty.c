/* SPDX-License-Identifier: ISC */
/*
 * Prints how many pages of this process are private and were written to, as the kernel
 * says it in /proc/self/smaps.
 */
#include "config.h"

#include "bench.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char text[1 << 18];

/* The whole file first, so that the reading writes to no page in between. */
static void read_smaps(void)
{
    size_t size = 0;
    ssize_t more;
    int fd = open("/proc/self/smaps", O_RDONLY);

    if (fd < 0)
        bench_die("/proc/self/smaps");
    while ((more = read(fd, text + size, sizeof text - 1 - size)) > 0)
        size += (size_t)more;
}

int main(void)
{
    static const char field[] = "\nPrivate_Dirty:";
    long kilobytes = 0;

    memset(text, ' ', sizeof text - 1);
    read_smaps();
    for (const char *line = text; (line = strstr(line, field)); line++)
        kilobytes += strtol(line + sizeof field - 1, NULL, 10);
    printf("%ld\n", kilobytes * 1024 / sysconf(_SC_PAGESIZE));
    return 0;
}
