/* SPDX-License-Identifier: ISC */
/* Text of unknown origin, made fit for a terminal. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_TEXT_H
#define NOREUSEADDR_LAUNCHER_REPORT_TEXT_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes the LENGTH bytes at BYTES into TEXT of SIZE bytes: printable ASCII as it is,
 * any other byte as \xNN, with a NUL at the end.  Cuts what does not fit.  Returns the
 * length of TEXT.
 */
size_t report_text_escape(char *text, size_t size, const char *bytes, size_t length);

/* Takes so much out of the middle of TEXT that at most WIDTH characters stay, of which
 * the last ones are more; WIDTH is at least 4. */
void report_text_shorten(char *text, size_t width);

/*
 * Writes TEXT to TO in lines of at most COLUMNS characters, broken at spaces.  The
 * first one starts where the cursor is, in column INDENT, the others after INDENT
 * spaces; ends with a newline.  A word that is wider than a line is shortened.
 */
void report_text_wrap(FILE *to, const char *text, size_t indent, size_t columns);

#endif
