/* SPDX-License-Identifier: ISC */
/* Findings that are known and not to be counted, named by lines of files. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_SUPPRESSIONS_H
#define NOREUSEADDR_LAUNCHER_REPORT_SUPPRESSIONS_H

#include "chain.h"

enum suppression_kind {
    SUPPRESS_PROGRAM,
    SUPPRESS_MODULE,
    SUPPRESS_FUNCTION,
    SUPPRESS_SCRIPT,
    SUPPRESSION_KINDS
};

struct suppression {
    enum suppression_kind kind;
    const char *file; /* that it stands in, and the line there */
    unsigned line;
    bool matched; /* something, so far */
    char *glob;   /* for fnmatch(3) */
};

struct suppressions {
    size_t count;
    struct suppression *list;
};

/*
 * Adds the lines of TEXT, SIZE bytes of FILE, whose name has to stay: KIND:GLOB, empty,
 * or a comment that begins with '#'.  Returns false after a complaint with FILE and
 * line about one that is neither.
 */
bool suppressions_parse(struct suppressions *suppressions, const char *file,
                        const char *text, size_t size);

/* Reads FILE; one that is not there is none if MAY_BE_MISSING.  Returns false after a
 * complaint. */
bool suppressions_read(struct suppressions *suppressions, const char *file,
                       bool may_be_missing);

void suppressions_free(struct suppressions *suppressions);

/*
 * Returns the first line that matches PROGRAM, SETTER or CALLER (each NULL: not known),
 * and notes of all that do that they have; NULL if none does.  SUPPRESSIONS may be
 * NULL.
 */
const struct suppression *suppressions_find(struct suppressions *suppressions,
                                            const struct report_program *program,
                                            const struct report_step *setter,
                                            const struct report_step *caller);

/* Complains of each line that has matched nothing.  Returns how many there are. */
size_t suppressions_name_unmatched(const struct suppressions *suppressions);

/* Returns what KIND is called in a line. */
const char *suppression_kind_name(enum suppression_kind kind);

#endif
