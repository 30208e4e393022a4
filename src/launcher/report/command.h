/* SPDX-License-Identifier: ISC */
/* What the report says of the programs that rows are from. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_COMMAND_H
#define NOREUSEADDR_LAUNCHER_REPORT_COMMAND_H

#include "read.h"

/* In the functions below PROGRAM may be NULL: not known. */

/* Returns the executable's path, not terminated and as it was recorded, and its length
 * in *LENGTH. */
const char *report_command_path(const struct report_program *program, size_t *length);

/*
 * Returns the argument number INDEX (0: argv[0]), not terminated, and its length in
 * *LENGTH; NULL after the last one.
 */
const char *report_command_argument(const struct report_program *program, size_t index,
                                    size_t *length);

/* Compares the executables alone, as strcmp. */
int report_command_compare(const struct report_program *a,
                           const struct report_program *b);

/* Does it run scripts, so that the place in its code says little? */
bool report_command_is_interpreter(const struct report_program *program);

/* Writes the executable's name without folders into TEXT of SIZE bytes, printable. */
void report_command_name(const struct report_program *program, char *text, size_t size);

enum { REPORT_COMMAND = 4096 }; /* bytes */

/*
 * Writes the command line into TEXT, printable() and so that a shell makes the same
 * words of it; a byte that can't be printed is \xNN in its word.  It begins with
 * argv[0], which tells what busybox or redis-server was run as.  Where the command line
 * is not known, TEXT is the executable's name.
 */
void report_command_line(const struct report_program *program,
                         char text[REPORT_COMMAND]);

#endif
