/* SPDX-License-Identifier: ISC */
/* Who ran the programs that rows are from, where the audit of a cgroup has noted it. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_OWNER_H
#define NOREUSEADDR_LAUNCHER_REPORT_OWNER_H

#include "read.h"

/* What was recorded, and what the name of the cgroup tells. */
enum report_owner {
    OWNER_USER, /* a number */
    OWNER_NAME, /* of the user, on the machine and at the time of the audit */
    OWNER_CGROUP,
    OWNER_UNIT,      /* of systemd */
    OWNER_CONTAINER, /* what the engine calls it: 64 hex digits, or a name */
    OWNER_PARTS
};

/*
 * Returns what is known of PART for PROGRAM (NULL: not known), not terminated and as it
 * was recorded, and its length in *LENGTH.  Returns NULL if it is not known.
 */
const char *report_owner(const struct report_program *program, enum report_owner part,
                         size_t *length);

enum { REPORT_OWNER = 2048 }; /* bytes */

/* Writes all of it into TEXT, printable() and in one line; "" if nothing is known. */
void report_owner_text(const struct report_program *program, char text[REPORT_OWNER]);

/* Compares all of it; 0 for alike. */
int report_owner_compare(const struct report_program *a,
                         const struct report_program *b);

#endif
