/* SPDX-License-Identifier: ISC */
/* What a finding is a case of, by a name that stays the same. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_RULE_H
#define NOREUSEADDR_LAUNCHER_REPORT_RULE_H

#include "group.h"

struct report_rule {
    const char *id, *name; /* NRA and a number; words in one */
    const char *title;     /* a sentence without its full stop */
    const char *help;      /* what happens and what to do, in sentences */
    bool is_warning;       /* or a note, as a rule? */
};

enum { REPORT_RULES = 5 };

extern const struct report_rule report_rules[REPORT_RULES];

/* Returns the rule that GROUP breaks, one of these; NULL if there is nothing to change.
 */
const struct report_rule *report_rule(const struct report_group *group);

#endif
