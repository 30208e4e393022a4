/* SPDX-License-Identifier: ISC */
/*
 * The tables of the report take address space, which counts where a program locks all
 * of its memory (mlockall(2), RLIMIT_MEMLOCK) or has little of it (RLIMIT_AS).  So
 * where that can be done they are mapped when they are needed for the first time, and
 * most processes never need them.  What differs by system stands in one
 * report_tables_<when>.c each: the first two functions.
 */
#ifndef NOREUSEADDR_AUDIT_REPORT_TABLES_H
#define NOREUSEADDR_AUDIT_REPORT_TABLES_H

#include "report_file.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Maps of the report's file, open as FD, what is to be mapped at load, which is its
 * start at least, and tells its SIZE.  Returns MAP_FAILED with errno.  One to four
 * system calls.
 */
COLD void *report_tables_at_load(int fd, size_t *size);

/*
 * Maps the whole of the report of which that is mapped at START, without a descriptor;
 * START stays mapped.  NULL if that can't be done.  Up to three system calls; changes
 * errno; async-signal-safe.
 */
COLD struct report_file *report_tables_map(struct report_file *start);

/*
 * Has the report its tables?  Maps them if it has not; before that nothing but
 * report->start may be touched.  False if there is no room for them.  A report must be
 * there; as report_tables_map, at the first call.
 */
bool report_tables(void);

#endif
