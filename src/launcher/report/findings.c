/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "findings.h"

#include "launcher/message.h"
#include "merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void count(struct report_findings *findings)
{
    for (size_t i = 0; i < findings->groups->members; i++) {
        const struct report_member *member = &findings->groups->member[i];
        unsigned long long *to =
            member->suppressed ? &findings->suppressed : &findings->clients;
        *to = report_add(*to, report_row_clients(member->sum));
    }
}

struct report_findings *report_findings_open(const struct report *report,
                                             struct suppressions *suppressions)
{
    struct report_findings *findings = calloc(1, sizeof *findings);

    if (findings) {
        findings->report = report;
        findings->suppressions = suppressions;
        findings->chains = report_chains_open(report);
        findings->groups = findings->chains
                               ? report_group(report, findings->chains, suppressions)
                               : NULL;
        findings->pairs = findings->groups ? report_pairs(findings->groups) : NULL;
        if (findings->pairs) {
            count(findings);
            return findings;
        }
    }
    report_findings_close(findings);
    complain("%s", strerror(ENOMEM));
    return NULL;
}

void report_findings_close(struct report_findings *findings)
{
    if (!findings)
        return;
    free(findings->pairs);
    free(findings->groups);
    if (findings->chains)
        report_chains_close(findings->chains);
    free(findings);
}
