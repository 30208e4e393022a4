/* SPDX-License-Identifier: ISC */
/* The report as Markdown, as GitHub and GitLab show it. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_MARKDOWN_H
#define NOREUSEADDR_LAUNCHER_REPORT_MARKDOWN_H

#include "findings.h"

#include <stdio.h>

/* Writes FINDINGS to TO: what was found as a table, and each row's details to be
 * unfolded.  Errors are TO's (ferror). */
void report_markdown_print(FILE *to, const struct report_findings *findings);

/* Writes what is said of GROUP, under NUMBER, below the text's table to TO, as code;
 * if ANONYMOUS without users and cgroups. */
void report_markdown_details(FILE *to, size_t number, const struct report_group *group,
                             bool anonymous);

/* Writes TEXT to TO as code in a line, whatever is in it. */
void report_markdown_code(FILE *to, const char *text);

#endif
