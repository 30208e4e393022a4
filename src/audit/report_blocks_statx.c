/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_blocks.h"

#include <fcntl.h>
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

uint64_t report_blocks(int fd)
{
    enum { UNIT = 512 }; /* of stx_blocks */
    struct statx file;

    if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BLOCKS, &file))
        return UINT64_MAX;
    return file.stx_blocks * UNIT;
}

bool report_identify(int fd, const char *path, struct report_identity *identity)
{
    enum { MAJOR = 32 }; /* a shift */
    struct statx file;

    if (syscall(SYS_statx, path ? AT_FDCWD : fd, path ? path : "",
                path ? 0 : AT_EMPTY_PATH, STATX_TYPE | STATX_INO, &file) ||
        (file.stx_mode & S_IFMT) != S_IFREG)
        return false;
    identity->device = (uint64_t)file.stx_dev_major << MAJOR | file.stx_dev_minor;
    identity->inode = file.stx_ino;
    return true;
}
