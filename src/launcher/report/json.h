/* SPDX-License-Identifier: ISC */
/* The report as JSON.  docs/report-format.md has the schema. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_JSON_H
#define NOREUSEADDR_LAUNCHER_REPORT_JSON_H

#include "findings.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Writes FINDINGS to TO as one JSON object, in many lines or IN_ONE_LINE, and flushes
 * it. Returns false after one line on standard error: a build without a JSON library,
 * or a write error.
 */
bool report_json_print(FILE *to, const struct report_findings *findings,
                       bool in_one_line);

#endif
