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

bool report_identify(int fd, const char *path, struct report_identity *identity)
{
    struct stat file;

    if ((path ? stat(path, &file) : fstat(fd, &file)) || !S_ISREG(file.st_mode))
        return false;
    *identity = (struct report_identity){(uint64_t)file.st_dev, (uint64_t)file.st_ino};
    return true;
}
