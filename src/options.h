/* SPDX-License-Identifier: ISC */
/*
 * The settings: one variable of comma-separated words, read by the library in
 * every process and written by the launcher.  noreuseaddr(1) lists the words.
 */
#ifndef NOREUSEADDR_OPTIONS_H
#define NOREUSEADDR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_VARIABLE "NOREUSEADDR_OPTIONS"

enum mode {
    MODE_STRIP,   /* the flag is cleared while a port is chosen, and on clients */
    MODE_RESTORE, /* the flag is put back after every port choice */
    MODE_AUDIT,   /* nothing is changed, only recorded */
    MODE_OFF,     /* every call is passed through */
};

enum { BOUND_KEEP, BOUND_STRIP };
enum { REUSEPORT_CLEAR, REUSEPORT_KEEP };
enum { INHERITED_NO, INHERITED_YES };

/* One byte for each setting but the last; zero is the default of each. */
struct options {
    unsigned char mode;
    unsigned char bound;     /* clients on a port that the program chose */
    unsigned char reuseport; /* is SO_REUSEPORT treated like SO_REUSEADDR? */
    unsigned char inherited; /* can a flag be set that this process did not set? */
    const char *report;      /* a file's path within the text, or NULL: no report */
    size_t report_length;    /* of that path, at least 1 */
};

/* One word that could not be used. */
struct options_fault {
    const char *word; /* where it starts, in the text that was parsed */
    size_t length;    /* in bytes */
    const char *why;  /* a static text without a newline */
};

/*
 * Reads TEXT (may be NULL: nothing is said) into OPTIONS, which it sets to the
 * defaults first and which may point into TEXT afterwards.  Empty words are passed
 * over, of two words for one setting the last one counts, a word that can't be used is
 * passed over too and the first such one is described in FAULT. Returns true if every
 * word could be used.  No system call, no allocation; async-signal-safe.
 */
bool options_parse(const char *text, struct options *options,
                   struct options_fault *fault);

/*
 * Writes the words for OPTIONS into BUFFER of SIZE bytes, shortest form: a setting
 * at its default is left out.  Returns the length without the terminating NUL; at
 * least SIZE if it did not fit.  Async-signal-safe.
 */
size_t options_format(const struct options *options, char *buffer, size_t size);

#endif
