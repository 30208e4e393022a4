/* SPDX-License-Identifier: ISC */
/* The report as commands of GitHub Actions, which annotate lines of source. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_GITHUB_H
#define NOREUSEADDR_LAUNCHER_REPORT_GITHUB_H

#include "findings.h"

#include <stdio.h>

/* Writes the summary of FINDINGS to TO, then a command for each pair of places and for
 * each program that was not looked at.  Errors are TO's (ferror). */
void report_github_print(FILE *to, const struct report_findings *findings);

#endif
