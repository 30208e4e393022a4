/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "pair.h"

#include "advice.h"
#include "command.h"
#include "merge.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAM = 512 };

/* Groups of one pair are equal. */
static int compare_places(const struct report_group *a, const struct report_group *b)
{
    const struct report_rule *a_rule = report_rule(a), *b_rule = report_rule(b);
    const struct report_member *a_member = a->member, *b_member = b->member;
    int order = (a_rule > b_rule) - (a_rule < b_rule);

    if (!order)
        order = (int)a->class - (int)b->class;
    if (!order)
        order = report_step_compare(report_chain_inner(a_member->setter),
                                    report_chain_inner(b_member->setter));
    if (!order)
        order = report_step_compare(report_chain_inner(a_member->caller),
                                    report_chain_inner(b_member->caller));
    return order ? order
                 : (a_member->suppressed > b_member->suppressed) -
                       (a_member->suppressed < b_member->suppressed);
}

static int compare_groups(const void *left, const void *right)
{
    const struct report_group *const *a = left, *const *b = right;
    int order = compare_places(*a, *b);

    return order ? order : (*a > *b) - (*a < *b);
}

static int compare_pairs(const void *left, const void *right)
{
    const struct report_pair *a = left, *b = right;

    return (*a->group > *b->group) - (*a->group < *b->group);
}

struct report_pairs *report_pairs(const struct report_groups *groups)
{
    struct report_pairs *pairs = calloc(1, sizeof *pairs);

    if (!pairs)
        return NULL;
    for (size_t i = 0; i < groups->groups; i++)
        if (report_rule(&groups->group[i]))
            pairs->group[pairs->groups++] = &groups->group[i];
    qsort(pairs->group, pairs->groups, sizeof(void *), compare_groups);
    for (size_t i = 0; i < pairs->groups; i++) {
        const struct report_group *const *group = &pairs->group[i];
        if (!i || compare_places(group[-1], group[0]) != 0)
            pairs->pair[pairs->pairs++] =
                (struct report_pair){report_rule(*group), group, 0, 0};
        struct report_pair *pair = &pairs->pair[pairs->pairs - 1];
        pair->groups++;
        pair->count = report_add(pair->count, (*group)->count);
    }
    qsort(pairs->pair, pairs->pairs, sizeof *pairs->pair, compare_pairs);
    return pairs;
}

bool report_pair_is_client(const struct report_pair *pair)
{
    return (*pair->group)->class == CLASS_CLIENT;
}

/* Writes the programs and protocols of PAIR into TEXT, as far as there is room. */
static void list_programs(const struct report_pair *pair, char *text, size_t size)
{
    enum { SHOWN = 3 };
    size_t at = 0;

    for (size_t i = 0; i < pair->groups && i < SHOWN; i++) {
        const struct report_group *group = pair->group[i];
        char program[PROGRAM], protocol[32];
        report_command_name(group->member->program, program, sizeof program);
        report_protocol_family(group->key, protocol, sizeof protocol);
        at += (size_t)snprintf(text + at, size - at, "%s%s (%s, %s)", i ? ", " : "",
                               program, protocol, report_done(group->key));
    }
    if (pair->groups > SHOWN)
        snprintf(text + at, size - at, " and %zu more", pair->groups - SHOWN);
}

void report_pair_text(const struct report_pair *pair, char text[REPORT_PAIR])
{
    const struct report_group *group = *pair->group;
    const char *call = report_call_name(group->key->call);
    bool before = group->key->before && !group->member->setter->steps;
    char setter[REPORT_NAME], caller[REPORT_NAME], programs[4 * PROGRAM];
    char advice[REPORT_ADVICE];

    report_setter_name(group, setter, 160);
    report_step_name(report_chain_inner(group->member->caller), caller, 160);
    list_programs(pair, programs, sizeof programs);
    report_advice(group, advice);
    snprintf(text, REPORT_PAIR,
             "%s  %s was set %s%s%s, and %s called at '%s', by %llu socket%s of %s.",
             advice, report_flags_name(group->key->flags), before ? "" : "at '", setter,
             before ? "" : "'", call, caller, pair->count, pair->count == 1 ? "" : "s",
             programs);
}
