/* SPDX-License-Identifier: ISC */
/* A finding as a bug report, for the author of the program. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_ISSUE_H
#define NOREUSEADDR_LAUNCHER_REPORT_ISSUE_H

#include "findings.h"

#include <stdio.h>

/* Writes what the row NUMBER of the text is to TO, as Markdown.  Returns false after a
 * complaint: there is no such row, or nothing to change in it.  Errors are TO's. */
bool report_issue_print(FILE *to, const struct report_findings *findings, int number);

#endif
