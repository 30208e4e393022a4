/* SPDX-License-Identifier: ISC */
/*
 * Notes in the report what happens to sockets that carry the flag: the recorder is what
 * observe of observe.h is in the audit library.  It takes no lock.
 */
#ifndef NOREUSEADDR_AUDIT_RECORDER_H
#define NOREUSEADDR_AUDIT_RECORDER_H

#include "report_file.h"

#include <stdbool.h>

/* Where to record, NULL if nowhere.  Written at load, only read afterwards. */
HIDDEN extern struct report_file *report;

/*
 * Makes room for what is remembered of descriptors; false if there is none.  To be
 * called once, at load, before anything is recorded.  One system call; may change
 * errno.
 */
COLD bool recorder_make_room(void);

#endif
