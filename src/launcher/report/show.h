/* SPDX-License-Identifier: ISC */
/* A report as it was asked for. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_SHOW_H
#define NOREUSEADDR_LAUNCHER_REPORT_SHOW_H

#include "output.h"
#include "terminal.h"

#include <stdbool.h>
#include <stdio.h>

struct wish {
    struct report_outputs outputs;
    struct suppressions suppressions;
    bool suppresses; /* was a file of them named? */
    bool no_default; /* is the one in the working folder to be left out? */
    bool quiet;      /* nothing, if there is no client in it */
    bool verbose;    /* what is no finding, too */
    bool follow;     /* again and again */
    enum terminal_color color;
    int debuginfod;     /* seconds for which servers may be asked; 0: not at all */
    bool strict;        /* is what was not looked at as bad as a client? */
    int issue;          /* the row that a bug report is to be about; 0: none */
    int error_exitcode; /* if there is a client in it; 0: none */
};

/* What a report had before a run. */
struct report_before {
    const struct report *report; /* NULL: nothing */
    unsigned long long unknown;  /* report_unknown() */
    unsigned long long unseen;   /* starts that were not looked at */
    unsigned long lost_execs;    /* of which that is not known */
};

/* What REPORT has. */
struct report_before report_before(const struct report *report);

/*
 * Prints REPORT to TO, which is about a run with BEFORE in it already.  Returns the
 * exit status: that of WISH if there are more clients now, else 0, or EXIT_LAUNCHER
 * after a complaint.
 */
int show(FILE *to, const struct report *report, const struct report_before *before,
         struct wish *wish);

/* Writes the files of WISH alone: nothing was recorded.  Returns false after a
 * complaint. */
bool show_files(const struct report *report, struct wish *wish);

/*
 * Prints the report in the file PATH to standard output.  Returns the exit status, and
 * has complained if it is EXIT_LAUNCHER.
 */
int show_file(const char *path, struct wish *wish);

#endif
