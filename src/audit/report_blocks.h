/* SPDX-License-Identifier: ISC */
/*
 * How much of a file is on the disk, and which file it is.  fstat has another symbol
 * since glibc 2.33, which the library must not need: one report_blocks_<call>.c each.
 */
#ifndef NOREUSEADDR_AUDIT_REPORT_BLOCKS_H
#define NOREUSEADDR_AUDIT_REPORT_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The bytes of the open file FD that have blocks; UINT64_MAX if that can't be learned.
 * One system call; changes errno.
 */
COLD uint64_t report_blocks(int fd);

/* Which file on this machine, by whatever path. */
struct report_identity {
    uint64_t device, inode;
};

/*
 * Fills IDENTITY for the regular file PATH, of which a symbolic link is followed, or
 * for the open file FD if PATH is NULL.  Returns false if it is none or can't be asked.
 * One system call, which opens nothing; changes errno.
 */
COLD bool report_identify(int fd, const char *path, struct report_identity *identity);

#endif
