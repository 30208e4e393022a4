/* SPDX-License-Identifier: ISC */
/* The findings as a tool wants them: one for each pair of places and rule, whatever the
 * program and protocol. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_PAIR_H
#define NOREUSEADDR_LAUNCHER_REPORT_PAIR_H

#include "rule.h"

struct report_pair {
    const struct report_rule *rule;
    const struct report_group *const *group; /* as they are in the table */
    size_t groups;
    unsigned long long count; /* sockets */
};

struct report_pairs {
    size_t groups, pairs;
    const struct report_group *group[REPORT_ROWS];
    struct report_pair pair[REPORT_ROWS]; /* in the order of their first groups */
};

/*
 * Takes the findings out of GROUPS, which have to stay as long.  Returns what free(3)
 * takes, or NULL without memory.
 */
struct report_pairs *report_pairs(const struct report_groups *groups);

/* Is PAIR what --error-exitcode asks for? */
bool report_pair_is_client(const struct report_pair *pair);

enum { REPORT_PAIR = 6144 }; /* bytes */

/* Writes what was seen at PAIR's places and what to change into TEXT, printable(), as
 * sentences. */
void report_pair_text(const struct report_pair *pair, char text[REPORT_PAIR]);

#endif
