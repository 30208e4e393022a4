/* SPDX-License-Identifier: ISC */
/* The options for a report: whether they fit, and what they need before anything runs.
 */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_OPTIONS_H
#define NOREUSEADDR_LAUNCHER_REPORT_OPTIONS_H

#include "arguments.h"

/* Is there a run of which a report can be made? */
bool report_options_are_for_a_run(const struct request *request);

/* Do they have a report that they are for, and fit each other?  Else complains. */
bool report_options_fit(const struct request *request);

/* Reads the suppressions of the working folder, if REQUEST has a report that they are
 * for.  Returns false after a complaint. */
bool report_options_read(struct request *request);

#endif
