/* SPDX-License-Identifier: ISC */
/* Writes what the programs in the kernel tell into a report. */
#ifndef NOREUSEADDR_CGROUP_FINDINGS_H
#define NOREUSEADDR_CGROUP_FINDINGS_H

#include "audit_event.h"

#include <stdbool.h>
#include <stddef.h>

struct report_file;

/* Begins with the report REPORT; PROCESSES are there already. */
void findings_start(struct report_file *report, unsigned processes);

/*
 * Takes one event of SIZE bytes.  What may be gone soon is looked at now, the rest is
 * put off until findings_resolve_one().
 */
void findings_take(const void *event, size_t size);

/* Enters one of the events that were put off.  Returns false if there was none. */
bool findings_resolve_one(void);

/* Brings the report's own counts up to date. */
void findings_count(const struct audit_counts *counts);

#endif
