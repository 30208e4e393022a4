/* SPDX-License-Identifier: ISC */
/*
 * The flags that a socket really has, which a program on a cgroup with the rule does
 * not read.  32-bit calls pass no hook (net/socket.c: if (!compat)), and a 64-bit
 * program on x86 can make them.
 */
#ifndef NOREUSEADDR_TESTS_CGROUP_REAL_FLAG_H
#define NOREUSEADDR_TESTS_CGROUP_REAL_FLAG_H

/* What OPTION of level SOL_SOCKET of the socket FD is.  Ends the case as skipped where
 * such calls can't be made. */
int real_flag(int fd, int option);

/* Sets OPTION of FD to VALUE without that a hook sees it.  As above. */
void set_unseen(int fd, int option, int value);

#endif
