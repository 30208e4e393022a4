/* SPDX-License-Identifier: ISC */
/*
 * Which programs are started, and which of them come to record: what was not looked at
 * is the difference.  One exec_watch_<system>.c each.
 */
#ifndef NOREUSEADDR_AUDIT_EXEC_WATCH_H
#define NOREUSEADDR_AUDIT_EXEC_WATCH_H

#include "report_file.h"

/*
 * Notes in FILE that this program, which was started by exec, records.  To be called
 * once, at load.  Changes errno.
 */
COLD void exec_watch_arrive(struct report_file *file);

/*
 * Before a call that starts a program: notes it as started.  PATH is what exec(2) is
 * given, ENVIRONMENT that of the program; both may point anywhere.  Returns what
 * exec_watch_take_back wants.  A few system calls that change nothing; leaves errno
 * alone; async-signal-safe, also in a vfork child.
 */
unsigned exec_watch_start(const char *path, char *const environment[]);

/* The same for a FILE that is looked for in PATH, as execvp(3) does it. */
unsigned exec_watch_search(const char *file, char *const environment[]);

/* The same for execveat(2): DESCRIPTOR is what PATH, which may be empty, is relative
 * to.
 */
unsigned exec_watch_at(int descriptor, const char *path, char *const environment[]);

/*
 * The call failed: nothing was started.  NUMBER is what was returned for it.  Leaves
 * errno alone; async-signal-safe.
 */
void exec_watch_take_back(unsigned number);

#endif
