/* SPDX-License-Identifier: ISC */
/*
 * What the process was started as, for the report.
 */
#ifndef NOREUSEADDR_AUDIT_COMMAND_LINE_H
#define NOREUSEADDR_AUDIT_COMMAND_LINE_H

#include "report_file.h"

/* Filled by command_line_start: what a report says of this program. */
HIDDEN extern struct report_program command_line;

/*
 * To be called once, at load.  Makes system calls; leaves errno as it likes.
 */
COLD void command_line_start(void);

#endif
