/* SPDX-License-Identifier: ISC */
/* Lines of suppressions for what was found. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_GEN_SUPPRESSIONS_H
#define NOREUSEADDR_LAUNCHER_REPORT_GEN_SUPPRESSIONS_H

#include "findings.h"

#include <stdio.h>

/* Writes to TO a line that suppresses it for each pair of places in FINDINGS that is
 * not suppressed, after what was found as a comment.  Errors are TO's (ferror). */
void report_gen_suppressions(FILE *to, const struct report_findings *findings);

#endif
