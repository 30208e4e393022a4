/* SPDX-License-Identifier: ISC */
/* Adds up what means the same in a report file. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_MERGE_H
#define NOREUSEADDR_LAUNCHER_REPORT_MERGE_H

#include "read.h"

/*
 * Fills the rest of REPORT from its file, whose header was checked and which may hold
 * anything else.  Changes the file's tables to what REPORT promises.
 */
void report_merge(struct report *report);

/* Is all in KEY, which stands in a file, within its bounds? */
bool report_is_possible(const struct report_row_key *key);

/* Returns A + B, or the greatest number that JSON libraries take where that is less. */
unsigned long long report_add(unsigned long long a, unsigned long long b);

/*
 * Is A the first, or the last, moment of the two?  One without a time is neither, and
 * of two at the same time the one with an address is.
 */
bool report_moment_is_before(const struct report_moment *a,
                             const struct report_moment *b);
bool report_moment_is_after(const struct report_moment *a,
                            const struct report_moment *b);

#endif
