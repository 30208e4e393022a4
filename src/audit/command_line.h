/* SPDX-License-Identifier: ISC */
/*
 * What the process was started as, for the report.
 */
#ifndef NOREUSEADDR_AUDIT_COMMAND_LINE_H
#define NOREUSEADDR_AUDIT_COMMAND_LINE_H

#include "report_file.h"

#include <stddef.h>

/* Filled by command_line_start: what a report says of this program. */
HIDDEN extern struct report_program command_line;

/*
 * To be called once, at load.  Makes system calls; leaves errno as it likes.
 */
COLD void command_line_start(void);

/*
 * What each system has its own way to tell, from command_line_<system>.c.  For
 * command_line_start alone.  Both write up to SIZE bytes TO, and return how many these
 * are.
 *
 * The path of the program's file, without a NUL.  Where it is not known: its name, or
 * nothing.
 */
COLD size_t command_line_path(char *to, size_t size);
/* The arguments, from argv[0] on, each with its NUL. */
COLD size_t command_line_arguments(char *to, size_t size);

/* The same of WORDS, which are COUNT or end with NULL. */
COLD size_t command_line_join(char *const words[], int count, char *to, size_t size);

#endif
