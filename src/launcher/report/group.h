/* SPDX-License-Identifier: ISC */
/* The rows as a reader wants them: one for each pair of innermost places. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_GROUP_H
#define NOREUSEADDR_LAUNCHER_REPORT_GROUP_H

#include "chain.h"
#include "suppressions.h"

/* Bound to port 0, a stream socket that listens then is no finding. */
enum report_class {
    CLASS_CLIENT,
    CLASS_ANY_PORT,
    CLASS_KEPT,
    CLASS_LISTENED,
    CLASS_SUPPRESSED, /* what is shown as such; has its own class */
    CLASSES
};

/* One recorded row in a group. */
struct report_member {
    const struct report_sum *sum;
    const struct report_program *program;
    const struct report_chain *setter, *caller;
    const struct suppression *suppressed; /* by this line; NULL: it is not */
};

/* Rows with the same executable, innermost places and kind of event. */
struct report_group {
    enum report_class class;
    unsigned long long count; /* without those that listened, if not all did */
    unsigned long long listened;
    const struct report_row_key *key;   /* of one of the rows */
    const struct report_member *member; /* the rows */
    size_t members;
    bool is_shared; /* may the setter serve sockets that listen, too? */
    struct report_moment first, last;
};

struct report_groups {
    size_t members, groups;
    struct report_member member[REPORT_ROWS];
    struct report_group group[REPORT_ROWS]; /* by class, then most sockets first */
};

/*
 * Groups the rows of REPORT by their places in CHAINS, and those that SUPPRESSIONS (may
 * be NULL) name apart; all have to stay as long.
 * Returns what free(3) takes, or NULL without memory.
 */
struct report_groups *report_group(const struct report *report,
                                   const struct report_chains *chains,
                                   struct suppressions *suppressions);

/* Returns the class that GROUP is shown in. */
enum report_class report_group_shown(const struct report_group *group);

/* Writes where the flag of GROUP was set into TEXT in at most COLUMNS, as
 * report_step_name() does. */
void report_setter_name(const struct report_group *group, char text[REPORT_NAME],
                        size_t columns);

#endif
