/* SPDX-License-Identifier: ISC */
/* A run within a run that is recorded: what it recorded is the outer report's, too. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_PASS_ON_H
#define NOREUSEADDR_LAUNCHER_REPORT_PASS_ON_H

#include "read.h"

/*
 * Adds to the mapped report TO what is in NOW, but was not in BEFORE: the same file,
 * read earlier; NULL for an empty one.  What finds a table full is counted as lost, as
 * the library does it.  Others may write to TO meanwhile.
 */
void report_pass_on(const struct report *now, const struct report *before,
                    struct report_file *to);

#endif
