/* SPDX-License-Identifier: ISC */
/* The command, run with the library. */
#ifndef NOREUSEADDR_LAUNCHER_RUN_H
#define NOREUSEADDR_LAUNCHER_RUN_H

#include "arguments.h"
#include "library.h"

/*
 * Runs the command of REQUEST with LIBRARY: in place of this process, or with a report
 * as its child.  Returns the exit status if this process is still there: the command's,
 * that for a report in which there are clients, or its own after a complaint.
 */
int run(const struct library *library, struct request *request);

/*
 * Runs the command of REQUEST, which records itself and is given the name of the report
 * by way of *NAME, one of its words.  Returns the exit status as run() does.
 */
int run_recorded(struct request *request, char **name);

#endif
