/* SPDX-License-Identifier: ISC */
/*
 * Notes in the report what happens to sockets that carry the flag: the recorder is what
 * observe of observe.h is in the audit library.  It takes no lock.
 */
#ifndef NOREUSEADDR_AUDIT_RECORDER_H
#define NOREUSEADDR_AUDIT_RECORDER_H

#include "report_file.h"

/* Where to record, NULL if nowhere.  Of its tables see report_tables.h. */
HIDDEN extern struct report_file *_Atomic report;

#endif
