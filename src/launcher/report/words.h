/* SPDX-License-Identifier: ISC */
/* What the numbers of a row are called. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_WORDS_H
#define NOREUSEADDR_LAUNCHER_REPORT_WORDS_H

#include "read.h"

/* Returns the protocol's name in lower case, or NULL for one that has none here. */
const char *report_protocol(unsigned protocol);

/* Returns what was done with the flag in a row, in at most 9 characters. */
const char *report_done(const struct report_row_key *key);

/* Returns what the program called: "connect", "bind" or "send". */
const char *report_call_name(unsigned call);

/* Returns the flags in a sentence: "SO_REUSEADDR", ... */
const char *report_flags_name(unsigned flags);

/* Writes protocol and family as one word, such as "tcp4", into TEXT of SIZE bytes. */
void report_protocol_family(const struct report_row_key *key, char *text, size_t size);

enum { REPORT_PEER = 64 }; /* bytes */

/*
 * Writes the numeric address of MOMENT, of FAMILY, without its port, into TEXT; returns
 * false where it is not known.
 */
bool report_host(const struct report_moment *moment, unsigned family,
                 char text[REPORT_PEER]);

#endif
