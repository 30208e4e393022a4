/* SPDX-License-Identifier: ISC */
/*
 * How much of a file is on the disk.  fstat has another symbol since glibc 2.33, which
 * the library must not need: one report_blocks_<call>.c each.
 */
#ifndef NOREUSEADDR_AUDIT_REPORT_BLOCKS_H
#define NOREUSEADDR_AUDIT_REPORT_BLOCKS_H

#include <stdint.h>

/*
 * The bytes of the open file FD that have blocks; UINT64_MAX if that can't be learned.
 * One system call; changes errno.
 */
COLD uint64_t report_blocks(int fd);

#endif
