/* SPDX-License-Identifier: ISC */
/* A report with its places looked up and its rows grouped: what all formats print. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_FINDINGS_H
#define NOREUSEADDR_LAUNCHER_REPORT_FINDINGS_H

#include "pair.h"

struct report_findings {
    const struct report *report;
    struct suppressions *suppressions;
    unsigned long long clients;    /* that are not suppressed */
    unsigned long long suppressed; /* clients that are */
    struct report_chains *chains;
    struct report_groups *groups;
    struct report_pairs *pairs;
};

/*
 * Looks up and groups what is in REPORT, without what SUPPRESSIONS (may be NULL) name;
 * both have to stay as long.  Returns what report_findings_close() frees, or NULL after
 * a complaint.
 */
struct report_findings *report_findings_open(const struct report *report,
                                             struct suppressions *suppressions);

/* FINDINGS may be NULL. */
void report_findings_close(struct report_findings *findings);

#endif
