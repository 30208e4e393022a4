/* SPDX-License-Identifier: ISC */
/* Printable text (printable.h) in so many columns. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_TEXT_H
#define NOREUSEADDR_LAUNCHER_REPORT_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* Takes so much out of the middle of TEXT that at most COLUMNS stay, of which the last
 * ones are more; COLUMNS is at least 4. */
void report_text_shorten(char *text, size_t columns);

/*
 * Writes TEXT to TO in lines of at most COLUMNS, broken at spaces.  The first one
 * starts where the cursor is, in column INDENT, the others after INDENT spaces; ends
 * with a newline.  A word that is wider than a line is shortened.
 */
void report_text_wrap(FILE *to, const char *text, size_t indent, size_t columns);

/* Writes TEXT to TO, and spaces up to COLUMNS. */
void report_text_pad(FILE *to, const char *text, size_t columns);

#endif
