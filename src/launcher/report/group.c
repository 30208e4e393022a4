/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "group.h"

#include "command.h"
#include "merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum report_class class_of(const struct report_row_key *key)
{
    if (report_is_client(key))
        return CLASS_CLIENT;
    return key->verdict == REPORT_PROTECT ? CLASS_ANY_PORT : CLASS_KEPT;
}

static int compare_kinds(const struct report_row_key *a, const struct report_row_key *b)
{
    const size_t kind = offsetof(struct report_row_key, family);
    int order =
        memcmp((const char *)a + kind, (const char *)b + kind, sizeof *a - kind);

    return order ? order : (a->protocol > b->protocol) - (a->protocol < b->protocol);
}

static int compare_inner(const struct report_chain *a, const struct report_chain *b)
{
    return report_step_compare(report_chain_inner(a), report_chain_inner(b));
}

/* Rows of one group are equal; those of one setter stand together. */
static int compare_members(const void *left, const void *right)
{
    const struct report_member *a = left, *b = right;
    int order = report_command_compare(a->program, b->program);

    if (!order)
        order = compare_inner(a->setter, b->setter);
    if (!order)
        order = compare_inner(a->caller, b->caller);
    if (!order)
        order = (a->suppressed > b->suppressed) - (a->suppressed < b->suppressed);
    return order ? order : compare_kinds(&a->sum->key, &b->sum->key);
}

enum report_class report_group_shown(const struct report_group *group)
{
    bool is_finding = group->class == CLASS_CLIENT || group->class == CLASS_ANY_PORT ||
                      group->key->verdict == REPORT_KEPT_SETTING;

    return is_finding && group->member->suppressed ? CLASS_SUPPRESSED : group->class;
}

static int compare_counts(const void *left, const void *right)
{
    const struct report_group *a = left, *b = right;

    if (report_group_shown(a) != report_group_shown(b))
        return (int)report_group_shown(a) - (int)report_group_shown(b);
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return compare_members(a->member, b->member);
}

static void take_rows(struct report_groups *groups, const struct report *report,
                      const struct report_chains *chains,
                      struct suppressions *suppressions)
{
    for (size_t i = 0; i < report->rows; i++) {
        const struct report_sum *sum = &report->row[i];
        struct report_member *member = &groups->member[groups->members++];
        *member = (struct report_member){
            .sum = sum,
            .program = report->program[sum->key.program],
            .setter = report_chain(chains, sum->key.setter),
            .caller = report_chain(chains, sum->key.caller),
        };
        member->suppressed = suppressions_find(suppressions, member->program,
                                               report_chain_inner(member->setter),
                                               report_chain_inner(member->caller));
    }
    qsort(groups->member, groups->members, sizeof *groups->member, compare_members);
}

static void add_to_group(struct report_group *group, const struct report_member *member)
{
    group->members++;
    group->count = report_add(group->count, member->sum->count);
    group->listened = report_add(group->listened, member->sum->listened);
    if (report_moment_is_before(&member->sum->first, &group->first))
        group->first = member->sum->first;
    if (report_moment_is_after(&member->sum->last, &group->last))
        group->last = member->sum->last;
}

static void tell_listeners(struct report_group *group)
{
    if (group->class != CLASS_ANY_PORT)
        return;
    if (group->listened < group->count)
        group->count -= group->listened;
    else
        group->class = CLASS_LISTENED;
}

static void make_groups(struct report_groups *groups)
{
    for (size_t i = 0; i < groups->members; i++) {
        const struct report_member *member = &groups->member[i];
        if (!i || compare_members(member - 1, member) != 0)
            groups->group[groups->groups++] = (struct report_group){
                .class = class_of(&member->sum->key),
                .key = &member->sum->key,
                .member = member,
            };
        add_to_group(&groups->group[groups->groups - 1], member);
    }
    for (size_t i = 0; i < groups->groups; i++)
        tell_listeners(&groups->group[i]);
}

/* Returns who called the innermost function of CHAIN, NULL if not known. */
static const struct report_step *outer_step(const struct report_chain *chain)
{
    return chain->steps > 1 ? &chain->step[1] : NULL;
}

/* Does OTHER, of the same setter, end in another verdict?  A socket that connects once
 * more says nothing about others. */
static bool has_other_verdict(const struct report_row_key *key,
                              const struct report_row_key *other)
{
    return other->verdict != key->verdict && other->verdict != REPORT_KEPT_CONNECTED;
}

/* Is the function that sets the flag another one than the one that calls?  Both have to
 * be known. */
static bool is_elsewhere(const struct report_member *member)
{
    const struct report_step *setter = report_chain_inner(member->setter);
    const struct report_step *caller = report_chain_inner(member->caller);

    return setter && caller && setter->level.function && caller->level.function &&
           strcmp(setter->level.function, caller->level.function) != 0;
}

/*
 * May the setter serve sockets that listen, so that to delete its line is too much?  It
 * may if it is in a function of its own, if several places call it, or if its sockets
 * have several verdicts.  In an interpreter all of that is so for any setter, which
 * tells nothing, but where the line of the script is known.
 */
static bool may_serve_listeners(const struct report_groups *groups,
                                const struct report_member *member)
{
    const struct report_step *setter = report_chain_inner(member->setter);

    if (!setter || (!setter->script && report_command_is_interpreter(member->program)))
        return false;
    if (is_elsewhere(member))
        return true;
    for (size_t i = 0; i < groups->members; i++) {
        const struct report_member *other = &groups->member[i];
        if (compare_inner(other->setter, member->setter) != 0)
            continue;
        if (has_other_verdict(&member->sum->key, &other->sum->key) ||
            report_step_compare(outer_step(other->setter), outer_step(member->setter)))
            return true;
    }
    return false;
}

struct report_groups *report_group(const struct report *report,
                                   const struct report_chains *chains,
                                   struct suppressions *suppressions)
{
    struct report_groups *groups = calloc(1, sizeof *groups);

    if (!groups)
        return NULL;
    take_rows(groups, report, chains, suppressions);
    make_groups(groups);
    for (size_t i = 0; i < groups->groups; i++)
        groups->group[i].is_shared =
            may_serve_listeners(groups, groups->group[i].member);
    qsort(groups->group, groups->groups, sizeof *groups->group, compare_counts);
    return groups;
}

void report_setter_name(const struct report_group *group, char text[REPORT_NAME],
                        size_t columns)
{
    const struct report_step *setter = report_chain_inner(group->member->setter);

    if (!setter && group->key->before)
        snprintf(text, REPORT_NAME, "%s",
                 columns < 22 ? "before the audit" : "before the audit began");
    else
        report_step_name(setter, text, columns);
}
