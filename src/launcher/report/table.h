/* SPDX-License-Identifier: ISC */
/* The report for people: a table, then what to change for each of its rows. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_TABLE_H
#define NOREUSEADDR_LAUNCHER_REPORT_TABLE_H

#include "findings.h"

#include <stdio.h>

struct report_style {
    bool colour;      /* may escape sequences be written? */
    bool links;       /* may places be links to their files? */
    bool verbose;     /* what is no finding, too? */
    bool anonymous;   /* not which users and cgroups? */
    unsigned columns; /* of the terminal, 80 where there is none; less than 60 is 60 */
};

/*
 * Writes FINDINGS to TO, no line wider than the style's columns but for commands that
 * are there to be typed.  What comes from the file is made printable().  Errors are
 * TO's (ferror).
 */
void report_table_print(FILE *to, const struct report_findings *findings,
                        const struct report_style *style);

/* Writes what REPORT does not have, in lines of at most COLUMNS. */
void report_table_print_losses(FILE *to, const struct report *report, size_t columns);

/* Writes what the table of FINDINGS begins with, as one line. */
void report_table_print_summary(FILE *to, const struct report_findings *findings);

#endif
