/* SPDX-License-Identifier: ISC */
/* The formats that a report can have, and where each of them goes. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_OUTPUT_H
#define NOREUSEADDR_LAUNCHER_REPORT_OUTPUT_H

#include "findings.h"
#include "table.h"

#include <stdbool.h>
#include <stdio.h>

enum report_format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_SARIF,
    FORMAT_GITHUB,
    FORMAT_MARKDOWN,
    FORMAT_SUPPRESSIONS,
    FORMATS
};

struct report_output {
    enum report_format format;
    const char *file; /* NULL: where the report goes */
};

enum { REPORT_OUTPUTS = 16 };

struct report_outputs {
    size_t count;
    struct report_output output[REPORT_OUTPUTS];
};

/*
 * Adds what WORD asks for, a format or FORMAT:FILE, to OUTPUTS, which points into it
 * then.  What is there already is not added again.  Returns false after a complaint:
 * no such format, or not in this build, no file named, or more than REPORT_OUTPUTS.
 */
bool report_output_add(struct report_outputs *outputs, const char *word);

/* Can OUTPUTS be written again and again?  That is one text or JSON, and no file. */
bool report_output_can_follow(const struct report_outputs *outputs);

/* Does one of OUTPUTS go to a file? */
bool report_output_has_file(const struct report_outputs *outputs);

/*
 * Can the files of OUTPUTS be written?  They stay as they are.  Returns false after a
 * complaint.
 */
bool report_output_files_fit(const struct report_outputs *outputs);

/* Writes the files of OUTPUTS anew.  Returns false after a complaint. */
bool report_output_write_files(const struct report_outputs *outputs,
                               const struct report_findings *findings,
                               const struct report_style *style);

/*
 * Writes the OUTPUTS that have no file to TO, as text if there is none.  Returns false
 * after a complaint.  If a text can't be written, that is TO's error alone.
 */
bool report_output_print(FILE *to, const struct report_outputs *outputs,
                         const struct report_findings *findings,
                         const struct report_style *style);

#endif
