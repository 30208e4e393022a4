/* SPDX-License-Identifier: ISC */
/*
 * A preload that makes a file system seem full: posix_fallocate writes a block and
 * finds no more, as glibc's does where the system call is missing.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int posix_fallocate(int fd, off_t offset, off_t length)
{
    (void)offset, (void)length;
    return pwrite(fd, "", 1, 4095) == 1 ? ENOSPC : errno;
}
