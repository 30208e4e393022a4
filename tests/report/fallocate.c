/* SPDX-License-Identifier: ISC */
/*
 * A preload whose posix_fallocate does as the environment variable FALLOCATE says:
 *
 *     full         writes a block and finds no room for more, as glibc's own does where
 *                  the file system has no fallocate
 *     nearly       the same when all but the last is there, which the number of blocks
 *                  does not show where it includes those of the file system (ext2)
 *     interrupted  a signal comes while more than 1 MiB is allotted (tmpfs, Linux 6.1)
 */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

typedef int fallocate_fn(int, off_t, off_t);

int posix_fallocate(int fd, off_t offset, off_t length)
{
    fallocate_fn *next = (fallocate_fn *)dlsym(RTLD_NEXT, "posix_fallocate");

    switch (*getenv("FALLOCATE")) {
    case 'f':
        return pwrite(fd, "", 1, 4095) == 1 ? ENOSPC : errno;
    case 'n':
        return next(fd, offset, length) ? EIO : ENOSPC;
    default:
        return length > 1 << 20 ? EINTR : next(fd, offset, length);
    }
}
