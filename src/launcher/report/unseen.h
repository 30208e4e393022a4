/* SPDX-License-Identifier: ISC */
/* The programs that were started in a run, but did not record: not looked at. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_UNSEEN_H
#define NOREUSEADDR_LAUNCHER_REPORT_UNSEEN_H

#include "launcher/program/obstacle.h"
#include "read.h"

enum report_unseen_reason {
    UNSEEN_ENVIRONMENT, /* it was started without the library in its environment */
    UNSEEN_PROGRAM,     /* its file keeps the library out */
    UNSEEN_SILENT,      /* nothing is known but that it did not report */
};

struct report_unseen {
    unsigned long long count; /* how often it was started */
    enum report_unseen_reason reason;
    char *path; /* of the file that was run; of a script that is its interpreter */
    char *why;  /* in words, that follow the path and "it " */
};

/*
 * Fills REPORT's list of what was not looked at, most starts first.  Looks at the files
 * of these programs for the reason; PRELOAD is what was to be preloaded into them.
 * Returns false if there is no memory.
 */
bool report_name_unseen(struct report *report, const struct preload *preload);

/* Counts how many starts in REPORT, which has just been read, have no end that is
 * known: the programs may still be about to load. */
unsigned long long report_silent(const struct report *report);

/* Frees the list in REPORT. */
void report_free_unseen(struct report *report);

#endif
