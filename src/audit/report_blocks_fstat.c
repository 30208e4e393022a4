/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_blocks.h"

#include <sys/stat.h>

uint64_t report_blocks(int fd)
{
    enum { UNIT = 512 }; /* of st_blocks */
    struct stat file;

    return fstat(fd, &file) ? UINT64_MAX : (uint64_t)file.st_blocks * UNIT;
}
