/* SPDX-License-Identifier: ISC */
/* The audit of a cgroup: its programs in the kernel, and what reads what they tell. */
#ifndef NOREUSEADDR_CGROUP_AUDIT_H
#define NOREUSEADDR_CGROUP_AUDIT_H

#include <stdbool.h>

/* Was it built with what the audit needs? */
extern const bool audit_is_there;

/*
 * Begins to record into the report PATH, which is there, what the processes in the
 * cgroup of the descriptor CGROUP do; messages call it NAME.  If it IS_MADE for
 * them, its name is of no interest to the reader of the report.  A thread reads, which
 * has the signal mask of this one.  The programs in the kernel go with this process.
 * Returns false, and has complained, if that can't be.  Call it once.
 */
bool audit_start(int cgroup, const char *name, bool is_made, const char *path);

/* Ends it: what was seen until now is in the report.  Does nothing if none was begun.
 */
void audit_stop(void);

#endif
