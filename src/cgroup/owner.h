/* SPDX-License-Identifier: ISC */
/* Names who runs a program: the user, and the cgroup, which tells unit and container.
 */
#ifndef NOREUSEADDR_CGROUP_OWNER_H
#define NOREUSEADDR_CGROUP_OWNER_H

#include <stddef.h>
#include <stdint.h>

/*
 * All that is asked about later is in the cgroup PATH or below.  Names leave out its
 * first SKIP bytes: the directory where the tree is, or the whole of PATH.
 */
void owner_start(const char *path, size_t skip);

/* Looks for the cgroup with the number CGROUP, which may be gone soon. */
void owner_look(uint64_t cgroup);

enum { OWNER_SIZE = 224 }; /* so that the command line has room as well */

/*
 * Writes the number and the name of USER, and the name of CGROUP, into TEXT, each ended
 * by NUL; what is not known is empty.  A name that is too long is cut in front.
 * Returns how many bytes that are.
 */
size_t owner_write(uint32_t user, uint64_t cgroup, char text[OWNER_SIZE]);

#endif
