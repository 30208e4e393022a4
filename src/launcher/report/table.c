/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "table.h"

#include "advice.h"
#include "command.h"
#include "details.h"
#include "launcher/printable.h"
#include "link.h"
#include "merge.h"
#include "rule.h"
#include "text.h"
#include "unseen.h"
#include "words.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_COLUMNS = 60, MOST_COLUMNS = 200, LEAST_PLACE = 19, SUMMARY = 256 };

static const char places[] = "SET AT -> USED AT", arrow[] = " -> ";

/* How wide the columns of this report are. */
struct layout {
    int number, count, done, program, protocol;
    size_t place;     /* for each of the two */
    bool has_heading; /* does the one of the places fit? */
};

static int widest(int width, const char *text)
{
    int columns = (int)printable_columns(text);

    return columns > width ? columns : width;
}

static int digits(unsigned long long number)
{
    char text[24];

    return snprintf(text, sizeof text, "%llu", number);
}

static void group_program(const struct report_group *group, size_t columns, char *text,
                          size_t size)
{
    report_command_name(group->member->program, text, size);
    report_text_shorten(text, columns < 80 ? 8 : 16);
}

static struct layout make_layout(const struct report_groups *groups,
                                 enum report_class class, size_t columns)
{
    struct layout layout = {digits(groups->groups), 5, 4, 7, 5, 0, true};
    char text[512];

    for (size_t i = 0; i < groups->groups; i++) {
        const struct report_group *group = &groups->group[i];
        if (report_group_shown(group) != class)
            continue;
        int count = digits(group->count);
        layout.count = count > layout.count ? count : layout.count;
        layout.done = widest(layout.done, report_done(group->key));
        group_program(group, columns, text, sizeof text);
        layout.program = widest(layout.program, text);
        report_protocol_family(group->key, text, sizeof text);
        layout.protocol = widest(layout.protocol, text);
    }
    /* Two spaces after each column. */
    size_t used = (size_t)(layout.number + layout.count + layout.done + layout.program +
                           layout.protocol) +
                  5 * strlen("  ");
    layout.place =
        columns > used + strlen(arrow) ? (columns - used - strlen(arrow)) / 2 : 0;
    layout.has_heading = used + strlen(places) <= columns;
    return layout;
}

static void print_heading(FILE *to, const char *text, const struct report_style *style)
{
    size_t columns = style->columns;

    fputs(style->colour ? "\n\033[1m" : "\n", to);
    report_text_wrap(to, text, 0, columns);
    fputs(style->colour ? "\033[0m" : "", to);
}

static void print_columns(FILE *to, const struct layout *layout)
{
    fprintf(to, "%*s  %*s  %-*s  %-*s  ", layout->number, "#", layout->count, "COUNT",
            layout->done, "DONE", layout->program, "PROGRAM");
    if (layout->has_heading)
        fprintf(to, "%-*s  %s\n", layout->protocol, "PROTO", places);
    else
        fputs("PROTO\n", to);
}

/* What stands before the word for what was done: red for a client that carries the
 * flag, green for one that no longer does. */
static const char *colour(const struct report_group *group,
                          const struct report_style *style)
{
    if (!style->colour || report_group_shown(group) != CLASS_CLIENT)
        return "";
    return group->key->action == REPORT_LEFT ? "\033[31m" : "\033[32m";
}

/*
 * Writes both places after PROTOCOL, in LAYOUT's width where they fit, else in a line
 * of their own.
 */
static void print_places(FILE *to, const struct report_group *group,
                         const char *protocol, const struct layout *layout,
                         const struct report_style *style)
{
    char setter[REPORT_NAME], caller[REPORT_NAME];
    size_t indent = (size_t)layout->number + 2;
    bool own_line = layout->place < LEAST_PLACE;
    size_t place =
        own_line ? (style->columns - indent - strlen(arrow)) / 2 : layout->place;
    const struct report_step *sets = report_chain_inner(group->member->setter);
    const struct report_step *calls = report_chain_inner(group->member->caller);

    report_setter_name(group, setter, place);
    report_step_name(calls, caller, place);
    if (own_line &&
        printable_columns(setter) + printable_columns(caller) > 2 * layout->place)
        fprintf(to, "%s\n%*s", protocol, (int)indent, "");
    else
        fprintf(to, "%-*s  ", layout->protocol, protocol);
    report_link_print(to, sets, setter, style);
    fputs(arrow, to);
    report_link_print(to, calls, caller, style);
    fputc('\n', to);
}

static void print_row(FILE *to, size_t number, const struct report_group *group,
                      const struct layout *layout, const struct report_style *style)
{
    char program[512], protocol[32];
    const char *on = colour(group, style);

    group_program(group, style->columns, program, sizeof program);
    report_protocol_family(group->key, protocol, sizeof protocol);
    fprintf(to, "%*zu  %*llu  %s%-*s%s  ", layout->number, number, layout->count,
            group->count, on, layout->done, report_done(group->key),
            *on ? "\033[0m" : "");
    report_text_pad(to, program, (size_t)layout->program + 2);
    print_places(to, group, protocol, layout, style);
}

static void print_class(FILE *to, const struct report_groups *groups,
                        enum report_class class, const struct report_style *style)
{
    static const char *const heading[CLASSES] = {
        "Clients, and datagram sockets bound to port 0, that carried the flag:",
        "Sockets bound to port 0 with the flag, harmless only if they listen:",
        "Left alone:",
        "Sockets bound to port 0 with the flag, which listened then:",
        "Suppressed, and not counted:",
    };
    struct layout layout = make_layout(groups, class, style->columns);
    bool any = false;

    for (size_t i = 0; i < groups->groups; i++) {
        if (report_group_shown(&groups->group[i]) != class)
            continue;
        if (!any) {
            print_heading(to, heading[class], style);
            print_columns(to, &layout);
        }
        any = true;
        print_row(to, i + 1, &groups->group[i], &layout, style);
    }
}

static void print_details(FILE *to, const struct report_groups *groups,
                          const struct report_style *style)
{
    bool any = false;

    for (size_t i = 0; i < groups->groups; i++) {
        bool wanted = report_rule(&groups->group[i]) &&
                      report_group_shown(&groups->group[i]) != CLASS_SUPPRESSED;
        if (!wanted && !style->verbose)
            continue;
        if (!any)
            print_heading(
                to,
                style->verbose ? "By number:" : "What to change, by number:", style);
        any = true;
        report_details_print(to, i + 1, &groups->group[i], style);
    }
}

/* In one line, where the table does not show them. */
static void print_listeners(FILE *to, const struct report_groups *groups,
                            const struct report_style *style)
{
    unsigned long long listened = 0;
    char text[128];

    for (size_t i = 0; i < groups->groups; i++)
        listened = report_add(listened, groups->group[i].listened);
    if (!listened || style->verbose)
        return;
    snprintf(text, sizeof text,
             "%llu socket%s bound to port 0 with the flag listened then: nothing to "
             "change (--verbose shows more)",
             listened, listened == 1 ? "" : "s");
    report_text_wrap(to, text, 0, style->columns);
}

/* Returns the flags that client sockets carried. */
static unsigned client_flags(const struct report *report)
{
    unsigned flags = 0;

    for (size_t i = 0; i < report->rows; i++)
        if (report_is_client(&report->row[i].key))
            flags |= report->row[i].key.flags;
    return flags;
}

/* Of what is found it is told where it was looked for, since nothing is said of the
 * rest. */
static void say_nothing_found(const struct report *report, bool other, char *text,
                              size_t size)
{
    int at = snprintf(
        text, size,
        "no %sclient socket carried SO_REUSEADDR, of %lu process%s looked at",
        other ? "other " : "", report->processes, report->processes == 1 ? "" : "es");

    if (report->unseen_programs)
        at += snprintf(text + at, size - (size_t)at, "; %zu program%s not",
                       report->unseen_programs,
                       report->unseen_programs == 1 ? " was" : "s were");
    if (report->flags_set)
        snprintf(text + at, size - (size_t)at, "; %llu call%s set it",
                 report->flags_set, report->flags_set == 1 ? "" : "s");
}

static void say_found(const struct report *report, unsigned long long clients,
                      char *text, size_t size)
{
    int at = snprintf(text, size,
                      "%llu client socket%s carried %s; %llu call%s set it, in %lu "
                      "process%s",
                      clients, clients > 1 ? "s" : "",
                      report_flags_name(client_flags(report)), report->flags_set,
                      report->flags_set == 1 ? "" : "s", report->processes,
                      report->processes == 1 ? "" : "es");

    if (report->unseen_programs)
        snprintf(text + at, size - (size_t)at, "; %zu program%s not looked at",
                 report->unseen_programs,
                 report->unseen_programs == 1 ? " was" : "s were");
}

static void summarize(const struct report_findings *findings, char text[SUMMARY])
{
    const struct report *report = findings->report;
    unsigned long long clients = findings->clients;

    if (clients)
        say_found(report, clients, text, SUMMARY);
    else if (report->processes)
        say_nothing_found(report, findings->suppressed, text, SUMMARY);
    else
        snprintf(text, SUMMARY,
                 "no process recorded anything: is the program static, setuid or of "
                 "another architecture?");
    size_t length = strlen(text);
    if (findings->suppressed)
        snprintf(text + length, SUMMARY - length, "; %llu client%s suppressed",
                 findings->suppressed, findings->suppressed == 1 ? " is" : "s are");
}

void report_table_print_summary(FILE *to, const struct report_findings *findings)
{
    char text[SUMMARY];

    summarize(findings, text);
    fprintf(to, "%s\n", text);
}

static void print_unseen(FILE *to, const struct report *report,
                         const struct report_style *style)
{
    char path[4 * PATH_MAX], text[6 * PATH_MAX];
    int width = 0;

    if (report->unseen_programs)
        print_heading(to, "not looked at:", style);
    for (size_t i = 0; i < report->unseen_programs; i++) {
        const struct report_unseen *unseen = &report->unseen[i];
        if (!i)
            width = digits(unseen->count);
        printable(path, sizeof path, unseen->path, strlen(unseen->path));
        fprintf(to, "%*llu  ", width, unseen->count);
        snprintf(text, sizeof text, "%s: it %s", path, unseen->why);
        report_text_wrap(to, text, (size_t)width + 4, style->columns);
    }
}

static void print_loss(FILE *to, size_t columns, const char *why,
                       unsigned long long count, const char *what)
{
    char text[256];

    if (!count)
        return;
    snprintf(text, sizeof text, "%s: %llu %s", why, count, what);
    report_text_wrap(to, text, 0, columns);
}

void report_table_print_losses(FILE *to, const struct report *report, size_t columns)
{
    print_loss(to, columns, "the table was full", report->lost_rows,
               "calls that are not in this report");
    print_loss(to, columns, "the table of places was full", report->lost_places,
               "times a place is not known");
    print_loss(to, columns, "the table of modules was full", report->lost_modules,
               "times a place is in no module");
    print_loss(to, columns, "the table of programs was full", report->lost_programs,
               "times a program is not known");
    print_loss(to, columns, "the table of scripts was full", report->lost_scripts,
               "times the line of a script is not known");
    print_loss(to, columns, "the table of started programs was full",
               report->lost_execs, "programs of which it is not known");
    print_loss(to, columns, "the file is damaged", report->damaged,
               "rows that are not in this report");
}

void report_table_print(FILE *to, const struct report_findings *findings,
                        const struct report_style *wanted)
{
    const struct report *report = findings->report;
    const struct report_groups *groups = findings->groups;
    struct report_style style = *wanted;
    char summary[SUMMARY];

    if (style.columns < LEAST_COLUMNS)
        style.columns = LEAST_COLUMNS;
    if (style.columns > MOST_COLUMNS)
        style.columns = MOST_COLUMNS;
    summarize(findings, summary);
    if (style.colour)
        fputs(findings->clients ? "\033[1;31m" : "\033[1m", to);
    report_text_wrap(to, summary, 0, style.columns);
    fputs(style.colour ? "\033[0m" : "", to);
    report_table_print_losses(to, report, style.columns);
    print_listeners(to, groups, &style);
    for (enum report_class class = 0; class < CLASSES; class ++)
        if (class != CLASS_LISTENED || style.verbose)
            print_class(to, groups, class, &style);
    print_details(to, groups, &style);
    print_unseen(to, report, &style);
}
