/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "details.h"

#include "advice.h"
#include "command.h"
#include "link.h"
#include "merge.h"
#include "owner.h"
#include "text.h"
#include "words.h"

#include "launcher/printable.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    INDENT = 4,
    KEY = 10,  /* the column of what a line is about */
    SHOWN = 5, /* of several call chains or command lines */
};

/* One of several things that rows of a group differ in, with their sockets. */
struct variant {
    const struct report_member *member;
    unsigned long long count;
};

/* Starts a line with KEY and returns the column that it goes on in. */
static size_t print_key(FILE *to, const char *key)
{
    size_t column = INDENT + (strlen(key) < KEY ? KEY : strlen(key) + 1);

    fprintf(to, "%*s%-*s", INDENT, "", (int)column - INDENT, key);
    return column;
}

static size_t print_count(FILE *to, unsigned long long count)
{
    char key[32];

    snprintf(key, sizeof key, "%llux", count);
    return print_key(to, key);
}

/* Writes the name of STEP after WORD, from COLUMN on. */
static void print_step(FILE *to, const char *word, const struct report_step *step,
                       size_t column, const struct report_style *style)
{
    char name[REPORT_NAME];

    report_step_name(step, name, style->columns - column - strlen(word));
    fputs(word, to);
    report_link_print(to, step, name, style);
    fputc('\n', to);
}

/* Writes the command that tells what STEP is, whole, since it is there to be typed. */
static void print_command(FILE *to, const struct report_step *step)
{
    char path[4 * sizeof step->module->path + 1];

    if (!report_symbols_missing || !step || !step->module || !step->offset ||
        step->module->is_cut)
        return;
    printable(path, sizeof path, step->module->path, step->module->path_length);
    /* Only what the shell takes as it is: the path may be anything. */
    if (*path != '/' || path[strcspn(path, " !\"#$&'()*;<>?[\\]^`{|}~")])
        return;
    fprintf(to, "%*saddr2line -Cfie %s 0x%llx\n", INDENT, "", path,
            (unsigned long long)step->offset - 1);
}

static void print_note(FILE *to, const struct report_step *step, size_t columns)
{
    char path[4 * sizeof step->module->path + 1], text[sizeof path + 128];

    if (step && step->script && step->level.note)
        report_text_wrap(to, step->level.note, print_key(to, ""), columns);
    if (!step || !step->module || !step->level.note)
        return;
    printable(path, sizeof path, step->module->path, step->module->path_length);
    snprintf(text, sizeof text, "%s: %s", *path ? path : "unnamed module",
             step->level.note);
    report_text_wrap(to, text, print_key(to, ""), columns);
}

static const struct report_chain *chain_of(const struct report_member *member,
                                           bool is_setter)
{
    return is_setter ? member->setter : member->caller;
}

static int compare_variants(const void *left, const void *right)
{
    const struct variant *a = left, *b = right;

    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return (a->member > b->member) - (a->member < b->member);
}

/*
 * Fills VARIANT with the members of GROUP that DIFFER from one another (returns 0 for
 * alike) and their counts, most sockets first.  Returns how many.
 */
static size_t find_variants(const struct report_group *group, struct variant *variant,
                            int (*differ)(const struct report_member *,
                                          const struct report_member *))
{
    size_t variants = 0, at;

    for (size_t i = 0; i < group->members; i++) {
        const struct report_member *member = &group->member[i];
        for (at = 0; at < variants; at++)
            if (differ(variant[at].member, member) == 0)
                break;
        if (at == variants)
            variant[variants++] = (struct variant){member, 0};
        variant[at].count = report_add(variant[at].count, member->sum->count);
    }
    qsort(variant, variants, sizeof *variant, compare_variants);
    return variants;
}

static int setters_differ(const struct report_member *a, const struct report_member *b)
{
    return report_chain_compare_outer(a->setter, b->setter);
}

static int callers_differ(const struct report_member *a, const struct report_member *b)
{
    return report_chain_compare_outer(a->caller, b->caller);
}

/* As they were run, whoever did it. */
static int programs_differ(const struct report_member *a, const struct report_member *b)
{
    const struct report_program *one = a->program, *other = b->program;

    if (!one || !other || one->length != other->length || one->is_cut != other->is_cut)
        return one != other;
    return memcmp(one->words, other->words, one->length);
}

static int owners_differ(const struct report_member *a, const struct report_member *b)
{
    return report_owner_compare(a->program, b->program);
}

static void print_rest(FILE *to, size_t variants, const char *what)
{
    if (variants <= SHOWN)
        return;
    print_key(to, "");
    fprintf(to, "and %zu more %s\n", variants - SHOWN, what);
}

/* Writes the callers of the innermost function, for each call chain. */
static void print_callers(FILE *to, const struct report_group *group, bool is_setter,
                          struct variant *variant, const struct report_style *style)
{
    size_t variants =
        find_variants(group, variant, is_setter ? setters_differ : callers_differ);

    for (size_t i = 0; i < variants && i < SHOWN; i++) {
        const struct report_chain *chain = chain_of(variant[i].member, is_setter);
        for (size_t step = 1; step < chain->steps; step++) {
            bool counted = step == 1 && variants > 1;
            size_t column =
                counted ? print_count(to, variant[i].count) : print_key(to, "");
            const char *word = chain->step[step - 1].script ? "in " : "via ";
            print_step(to, word, &chain->step[step], column, style);
        }
    }
    print_rest(to, variants, "call chains");
}

/* Was the note on the group's caller written for the setter already? */
static bool is_said(const struct report_group *group, bool is_setter)
{
    const struct report_step *setter = report_chain_inner(group->member->setter);
    const struct report_step *caller = report_chain_inner(group->member->caller);

    return !is_setter && setter && caller && setter->module == caller->module &&
           setter->level.note == caller->level.note;
}

static void print_place(FILE *to, const struct report_group *group, bool is_setter,
                        struct variant *variant, const struct report_style *style)
{
    const char *call = report_call_name(group->key->call);
    const struct report_step *inner =
        report_chain_inner(chain_of(group->member, is_setter));

    size_t column = print_key(to, is_setter ? "set at" : call);
    fputs(style->colour ? "\033[1m" : "", to);
    if (is_setter && !inner && group->key->before)
        fputs("before the audit began\n", to);
    else
        print_step(to, "", inner, column, style);
    fputs(style->colour ? "\033[0m" : "", to);
    if (!is_said(group, is_setter))
        print_note(to, inner, style->columns);
    print_command(to, inner);
    print_callers(to, group, is_setter, variant, style);
}

static void print_moment(FILE *to, const char *key, const struct report_moment *moment,
                         const struct report_group *group)
{
    char host[REPORT_PEER], when[64] = "time not known";
    time_t seconds = (time_t)moment->time;
    struct tm local;

    if (!moment->time)
        return;
    if (localtime_r(&seconds, &local))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &local);
    print_key(to, key);
    fputs(when, to);
    const char *preposition = group->key->call == REPORT_BIND_ANY ? "on" : "to";
    if (report_host(moment, group->key->family, host))
        fprintf(to, group->key->family == REPORT_IPV6 ? " %s [%s]:%u" : " %s %s:%u",
                preposition, host, (unsigned)moment->port);
    else if (moment->has_port)
        fprintf(to, " %s port %u", preposition, (unsigned)moment->port);
    fputc('\n', to);
}

/* For an interpreter the arguments name the script; else they only help if there is one
 * set of them. */
static void print_programs(FILE *to, const struct report_group *group,
                           struct variant *variant)
{
    size_t variants = find_variants(group, variant, programs_differ);
    bool scripts = report_command_is_interpreter(group->member->program);

    for (size_t i = 0; i < variants && i < SHOWN && (scripts || variants == 1); i++) {
        char command[REPORT_COMMAND];
        report_command_line(variant[i].member->program, command);
        if (variants > 1)
            print_count(to, variant[i].count);
        else
            print_key(to, "run as");
        fprintf(to, "%s\n", command); /* there to be pasted: in one line */
    }
    if (scripts)
        print_rest(to, variants, "command lines");
}

/* Of an audit of a cgroup: users, units, containers. */
static void print_owners(FILE *to, const struct report_group *group,
                         struct variant *variant, size_t columns)
{
    size_t variants = find_variants(group, variant, owners_differ);

    for (size_t i = 0; i < variants && i < SHOWN; i++) {
        char owner[REPORT_OWNER], text[REPORT_OWNER + 32], count[32] = "";
        report_owner_text(variant[i].member->program, owner);
        if (!*owner && variants == 1)
            return;
        if (variants > 1)
            snprintf(count, sizeof count, " (%llux)", variant[i].count);
        snprintf(text, sizeof text, "%s%s", *owner ? owner : "not known", count);
        report_text_wrap(to, text, print_key(to, "by"), columns);
    }
    print_rest(to, variants, "users and cgroups");
}

void report_details_print(FILE *to, size_t number, const struct report_group *group,
                          const struct report_style *style)
{
    char advice[REPORT_ADVICE];
    struct variant *variant = calloc(group->members, sizeof *variant);

    report_advice(group, advice);
    int indent = fprintf(to, "%*zu  ", INDENT - 2, number);
    report_text_wrap(to, advice, indent > 0 ? (size_t)indent : 0, style->columns);
    if (variant && group->class != CLASS_KEPT) {
        print_place(to, group, true, variant, style);
        print_place(to, group, false, variant, style);
        bool once = !memcmp(&group->first, &group->last, sizeof group->first);
        print_moment(to, once ? "at" : "first", &group->first, group);
        if (!once)
            print_moment(to, "last", &group->last, group);
        print_programs(to, group, variant);
        if (!style->anonymous)
            print_owners(to, group, variant, style->columns);
    }
    free(variant);
}
