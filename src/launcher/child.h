/* SPDX-License-Identifier: ISC */
/* A program that is run for what it prints. */
#ifndef NOREUSEADDR_LAUNCHER_CHILD_H
#define NOREUSEADDR_LAUNCHER_CHILD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Runs ARGV (argv[0] is a path) and waits for it.  In the child PREPARE is called with
 * CONTEXT first, when standard output is the pipe already; it returns false if the
 * program can't be run.  The first SIZE bytes of what is printed go to OUTPUT, how many
 * to *LENGTH.
 * Returns the exit status; EXIT_CANNOT_RUN for a file that this system can't execute
 * (ENOEXEC), EXIT_LAUNCHER after any other failure to run it, of which the child
 * complains, -1 if a signal ended it.
 */
int child_run(char *const argv[], bool (*prepare)(const void *context),
              const void *context, char *output, size_t size, size_t *length);

#endif
