/* SPDX-License-Identifier: ISC */
/*
 * Notes in the report what happens to sockets that carry the flag.  No function here
 * takes a lock.  Two are for the start of the library, record_start and
 * record_make_room; the others allocate nothing and are async-signal-safe, and whoever
 * calls them asks first whether there is a report.
 */
#ifndef NOREUSEADDR_RECORD_H
#define NOREUSEADDR_RECORD_H

#include "choice.h"
#include "hidden.h"
#include "report_file.h"

#include <stdbool.h>

/* Where to record, NULL if nowhere.  Written at load, only read afterwards. */
HIDDEN extern struct report_file *report;

/*
 * Maps the report at PATH of LENGTH bytes (no NUL is needed) and begins to record.  To
 * be called once, at load.  Returns NULL, or what is wrong, a static text; then nothing
 * will be recorded.  Makes system calls and leaves errno as it likes.
 */
COLD const char *record_start(const char *path, size_t length);

/*
 * Makes room for what is remembered of descriptors; false if there is none.  To be
 * called once, at load, before anything is recorded.  One system call; may change
 * errno.
 */
COLD bool record_make_room(void);

/*
 * Notes that the program set FLAG, a bit of reuse_options.h, on FD, in a call that
 * returns to CALLER.  There must be a report.  System calls as places_find makes them;
 * leaves errno alone.
 */
void record_flag_set(int fd, unsigned flag, const void *caller);

/* What was found and done before a call, beside what the choice says of it. */
struct record {
    unsigned flags;   /* the options that are set (bits of reuse_options.h) */
    unsigned cleared; /* those of them that were cleared */
    enum report_verdict verdict;
    const struct sockaddr *address; /* to connect or send to, or to bind */
    socklen_t length;
};

/*
 * Notes CHOICE, on which the call that it is about has not been made yet.  A socket
 * that is connected or sent from counts once, until a flag is set on it again.  There
 * must be a report.  One system call in mode=audit, which saves others; else none
 * but at the first socket of a row; and those of places_find.  May change errno.
 */
COLD void record_choice(struct choice *choice, const struct record *record);

/*
 * Notes that a call on FD failed and left it without a port: if its next try finds none
 * either, that is not another socket.  No system call.
 */
COLD void record_no_port(int fd);

/*
 * Notes the address of CHOICE, which record_choice could not read (later.row says so);
 * to be called after a call for which the kernel has read it.  No system call.
 */
void record_later(struct choice *choice);

#endif
