/* SPDX-License-Identifier: ISC */
/* The report as SARIF 2.1.0, for what shows the findings of static analysers. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_SARIF_H
#define NOREUSEADDR_LAUNCHER_REPORT_SARIF_H

#include "findings.h"

#include <stdio.h>

/*
 * Writes FINDINGS to TO as a log with one run, and flushes it.  Returns false after one
 * line on standard error: a build without a JSON library, or a write error.
 */
bool report_sarif_print(FILE *to, const struct report_findings *findings);

#endif
