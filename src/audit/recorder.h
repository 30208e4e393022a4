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

/*
 * Takes note that the socket FD listens now: if bind to port 0 with the flag gave it
 * its port, that was no client's.  Up to two system calls for such a socket, none for
 * others; leaves errno alone; async-signal-safe.
 */
void recorder_note_listener(int fd);

#endif
