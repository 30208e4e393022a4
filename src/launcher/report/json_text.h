/* SPDX-License-Identifier: ISC */
/* What all formats in JSON share: strings of any bytes, and the end. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_JSON_TEXT_H
#define NOREUSEADDR_LAUNCHER_REPORT_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * Makes a string of LENGTH bytes that may be anything.  A backslash is doubled.  Each
 * byte of a control character, and each that is not ASCII where they are no UTF-8,
 * becomes \xNN: what was in the file can be told from it, no row is lost for a strange
 * path, and a terminal does not act on it.  Returns NULL without memory.
 */
json_t *json_text(const char *bytes, size_t length);

/* The same for the text STRING; null if that is NULL. */
json_t *json_text_or_null(const char *string);

/*
 * Writes JSON, which may be NULL for want of memory, to TO, in many lines or
 * IN_ONE_LINE, flushes it, and frees JSON.  Returns false after one line on standard
 * error, that begins with "--format=" and FORMAT.
 */
bool json_write(FILE *to, json_t *json, const char *format, bool in_one_line);

#endif
