/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "findings.h"

#include "launcher/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct report_findings *report_findings_open(const struct report *report)
{
    struct report_findings *findings = calloc(1, sizeof *findings);

    if (findings) {
        findings->report = report;
        findings->chains = report_chains_open(report);
        findings->groups =
            findings->chains ? report_group(report, findings->chains) : NULL;
        findings->pairs = findings->groups ? report_pairs(findings->groups) : NULL;
        if (findings->pairs)
            return findings;
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
