/* SPDX-License-Identifier: ISC */
/* The settings: one variable of comma-separated words, which noreuseaddr(1) lists. */
#ifndef NOREUSEADDR_SETTINGS_H
#define NOREUSEADDR_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#define SETTINGS_VARIABLE "NOREUSEADDR_OPTIONS"

enum mode {
    MODE_STRIP,   /* the flag is cleared while a port is chosen, and on clients */
    MODE_RESTORE, /* the flag is set again after every port choice */
    MODE_AUDIT,   /* nothing is changed, only recorded */
    MODE_OFF,     /* every call is passed through */
};

enum { BOUND_KEEP, BOUND_STRIP };
enum { REUSEPORT_CLEAR, REUSEPORT_KEEP };
enum { INHERITED_NO, INHERITED_YES };

/* Zero is the default of each. */
struct settings {
    unsigned char mode;
    unsigned char bound;     /* clients on a port that the program chose */
    unsigned char reuseport; /* is SO_REUSEPORT treated like SO_REUSEADDR? */
    unsigned char inherited; /* can a flag be set that this process did not set? */
    const char *report;      /* a file's path within the text, or NULL: no report */
    size_t report_length;    /* of that path, at least 1 */
};

/* One word that could not be used: where it starts in the text, its length in bytes,
 * and why, a static text without a newline. */
struct settings_fault {
    const char *word;
    size_t length;
    const char *why;
};

/*
 * Reads TEXT (NULL: nothing is said) into SETTINGS, over the defaults; they may point
 * into TEXT afterwards.  Of two words for one setting the last one counts.  Returns
 * false if a word can't be used; the first such one is described in FAULT, and all are
 * passed over.  No system call, no allocation; async-signal-safe.
 */
bool settings_parse(const char *text, struct settings *settings,
                    struct settings_fault *fault);

#endif
