/* SPDX-License-Identifier: ISC */
/*
 * The two sides, without the library and with it: for each side and setting one process
 * that was exec'ed with that preload and that setting, and makes nothing but a child
 * for each sequence.  So each sequence starts from a process that has just loaded the
 * library, in a network namespace that nobody used, at the cost of a fork instead of an
 * exec.
 */
#ifndef NOREUSEADDR_TESTS_SIDE_H
#define NOREUSEADDR_TESTS_SIDE_H

#include "trace.h"

/* The option of the program that makes it one of these processes. */
#define SIDE_OPTION "-S"

enum side { WITHOUT, WITH, SIDES };

/* PROGRAM is this program's file, PRELOADS what is preloaded on each side (NULL:
 * nothing).  RECORDS: the side WITH gets a report with every setting, which it makes in
 * the current directory. */
void side_start(const char *program, const char *const preloads[SIDES], bool records);

/* Runs SEQUENCE on both sides at once and stores what was seen, renamed, at TRACES. */
void side_run(const struct sequence *sequence, struct trace traces[SIDES]);

/* The main program of such a process: reads sequences from descriptor 0 and writes
 * traces to descriptor 1, until the end of its input. Returns the exit status. */
int side_serve(void);

#endif
