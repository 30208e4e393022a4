/* SPDX-License-Identifier: ISC */
/* A report as it was asked for. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_SHOW_H
#define NOREUSEADDR_LAUNCHER_REPORT_SHOW_H

#include "read.h"

#include <stdbool.h>
#include <stdio.h>

struct wish {
    bool json;
    bool quiet;         /* nothing, if there is no client in it */
    bool verbose;       /* what is no finding, too */
    bool follow;        /* again and again */
    int debuginfod;     /* seconds for which servers may be asked; 0: not at all */
    int error_exitcode; /* if there is a client in it; 0: none */
};

/*
 * Prints REPORT to TO.  It is about a run before which CLIENTS_BEFORE clients had been
 * counted and report_unknown() was UNKNOWN_BEFORE.  Returns the exit status: that of
 * WISH if there are more clients now, else 0, or EXIT_LAUNCHER after a complaint.
 */
int show(FILE *to, const struct report *report, unsigned long long clients_before,
         unsigned long long unknown_before, const struct wish *wish);

/*
 * Prints the report in the file PATH to standard output.  Returns the exit status, and
 * has complained if it is EXIT_LAUNCHER.
 */
int show_file(const char *path, const struct wish *wish);

#endif
