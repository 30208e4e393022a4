/* SPDX-License-Identifier: ISC */
/* A report file in memory: checked, and what means the same added up. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_READ_H
#define NOREUSEADDR_LAUNCHER_REPORT_READ_H

#include "report_file.h"

#include <stdbool.h>
#include <stddef.h>

/* When and where to, of the first or the last socket of a row. */
struct report_moment {
    uint32_t time;    /* seconds since 1970; 0: not known */
    bool has_port;    /* else none of the following is known */
    bool has_address; /* else only the port is */
    uint16_t port;    /* host byte order */
    uint32_t word[4]; /* the address as in the packet */
};

/* One row.  The slots in its key are numbers in struct report instead. */
struct report_sum {
    unsigned long long count;    /* sockets */
    unsigned long long listened; /* of them, after bind to port 0 */
    struct report_row_key key;
    struct report_moment first, last;
};

/*
 * Of several slots that mean the same one is here.  All but the rows are in
 * the order of their content and numbered from 1 on; the element 0 is NULL.  What they
 * point to is within bounds, and a place names modules and scripts by their number
 * here.
 */
struct report {
    unsigned long long flags_set; /* calls that set one of the flags */
    unsigned long processes;      /* that were recorded, one for each exec */
    unsigned long lost_rows, lost_places, lost_modules, lost_programs, lost_scripts;
    unsigned long lost_execs;
    size_t damaged; /* rows that were left out because something in them can't be */
    size_t rows, places, modules, programs, scripts;
    struct report_sum row[REPORT_ROWS]; /* most sockets first, then by content */
    const struct report_place *place[REPORT_PLACES];
    const struct report_module *module[REPORT_MODULES];
    const struct report_program *program[REPORT_PROGRAMS];
    const struct report_script *script[REPORT_SCRIPTS];
    /* What was not looked at: nothing before report_name_unseen() of unseen.h. */
    size_t unseen_programs;
    unsigned long long unseen_starts; /* of them all */
    struct report_unseen *unseen;
    struct report_file file; /* what they point into */
};

/*
 * Reads the report file PATH, which may still be written.  An empty file is a report of
 * nothing.  Symbolic links are not followed, and what is no regular file is refused.
 * Returns a report for report_free, or NULL after one line on standard error.
 */
struct report *report_read(const char *path);

/*
 * Makes a report of the SIZE bytes at BYTES, a report file's content.  Returns it, for
 * report_free, or NULL with the reason in *WHY, a static text.
 */
struct report *report_from_bytes(const void *bytes, size_t size, const char **why);

/* The same for the open file FD, which messages call PATH. */
struct report *report_read_descriptor(int fd, const char *path);

/* Frees REPORT, which may be NULL. */
void report_free(struct report *report);

/* Is KEY about sockets that need no connection to send? */
bool report_is_datagram(const struct report_row_key *key);

/*
 * Is a row with KEY at fault: did a client carry the flag, or a datagram socket while
 * bind to port 0 chose its port?  The latter never listens, and on Linux may get the
 * port of another one.
 */
bool report_is_client(const struct report_row_key *key);

/* How many sockets of ROW are in such rows, each counted once? */
unsigned long long report_row_clients(const struct report_sum *row);

/* How many sockets are in such rows, each counted once. */
unsigned long long report_clients(const struct report *report);

/* Returns how much REPORT does not have that may have been clients. */
unsigned long long report_unknown(const struct report *report);

/* Is nothing in it: no row, nothing lost and nothing damaged? */
bool report_is_empty(const struct report *report);

#endif
