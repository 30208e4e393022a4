/* SPDX-License-Identifier: ISC */
/* Text of unknown origin, made fit for a terminal.  All that the launcher says goes
 * through here: names of files, arguments and settings may hold escape sequences. */
#ifndef NOREUSEADDR_LAUNCHER_PRINTABLE_H
#define NOREUSEADDR_LAUNCHER_PRINTABLE_H

#include <stddef.h>

/*
 * Writes the LENGTH bytes at BYTES into TEXT of SIZE bytes, with a NUL at the end:
 * characters that the locale can print (iswprint(3)) as they are, each other byte as
 * \xNN.  Cuts what does not fit, between characters.  Returns the length of TEXT.
 */
size_t printable(char *text, size_t size, const char *bytes, size_t length);

/* Returns how many columns of a terminal TEXT takes, which comes from printable(). */
size_t printable_columns(const char *text);

/* Returns the length in bytes of the longest start of TEXT that fits in COLUMNS. */
size_t printable_fit(const char *text, size_t columns);

#endif
