/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "markdown.h"

#include "command.h"
#include "details.h"
#include "launcher/printable.h"
#include "table.h"
#include "unseen.h"
#include "words.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 100 };

/* Writes TEXT so that none of it is markup, in a table neither: what may be is written
 * as an entity of HTML. */
static void put(FILE *to, const char *text)
{
    for (; *text; text++)
        if (strchr("!\"#$%&'*;<>?@[\\]^_`{|}~", *text))
            fprintf(to, "&#%d;", *text);
        else
            fputc(*text, to);
}

void report_markdown_code(FILE *to, const char *text)
{
    fputs("<code>", to);
    put(to, text);
    fputs("</code>", to);
}

static void put_row(FILE *to, size_t number, const struct report_group *group)
{
    char program[512], protocol[32], setter[REPORT_NAME], caller[REPORT_NAME];

    report_command_name(group->member->program, program, sizeof program);
    report_setter_name(group, setter, COLUMNS);
    report_step_name(report_chain_inner(group->member->caller), caller, COLUMNS);
    report_protocol_family(group->key, protocol, sizeof protocol);
    fprintf(to, "| %zu | %llu | %s%s | ", number, group->count, report_done(group->key),
            group->member->suppressed ? ", suppressed" : "");
    report_markdown_code(to, program);
    fprintf(to, " | %s | ", protocol);
    report_markdown_code(to, setter);
    fputs(" | ", to);
    report_markdown_code(to, caller);
    fputs(" |\n", to);
}

static void put_table(FILE *to, const struct report_groups *groups)
{
    bool any = false;

    for (size_t i = 0; i < groups->groups; i++) {
        if (!report_rule(&groups->group[i]))
            continue;
        if (!any)
            fputs("\n| # | Count | Done | Program | Protocol | Set at | Used at |\n"
                  "|--:|--:|---|---|---|---|---|\n",
                  to);
        any = true;
        put_row(to, i + 1, &groups->group[i]);
    }
}

/* The fences are longer than any in it. */
void report_markdown_details(FILE *to, size_t number, const struct report_group *group,
                             bool anonymous)
{
    char *text = NULL;
    size_t size, fence = 3;
    FILE *lines = open_memstream(&text, &size);
    const struct report_style plain = {.columns = COLUMNS, .anonymous = anonymous};

    if (lines)
        report_details_print(lines, number, group, &plain);
    if (!lines || fclose(lines)) {
        free(text);
        return;
    }
    for (const char *at = strchr(text, '`'); at; at = strchr(at, '`')) {
        size_t run = strspn(at, "`");
        fence = run >= fence ? run + 1 : fence;
        at += run;
    }
    for (size_t i = 0; i < fence; i++)
        fputc('`', to);
    fprintf(to, "text\n%s", text);
    for (size_t i = 0; i < fence; i++)
        fputc('`', to);
    fputc('\n', to);
    free(text);
}

static void put_details(FILE *to, size_t number, const struct report_group *group)
{
    fprintf(to, "\n<details><summary>%zu: ", number);
    put(to, report_rule(group)->title);
    fputs("</summary>\n\n", to);
    report_markdown_details(to, number, group, false);
    fputs("\n</details>\n", to);
}

static void put_unseen(FILE *to, const struct report *report)
{
    char path[4 * PATH_MAX];

    if (report->unseen_programs)
        fputs("\nNot looked at:\n\n", to);
    for (size_t i = 0; i < report->unseen_programs; i++) {
        const struct report_unseen *unseen = &report->unseen[i];
        printable(path, sizeof path, unseen->path, strlen(unseen->path));
        fputs("- ", to);
        report_markdown_code(to, path);
        fprintf(to, " (%llu): it ", unseen->count);
        put(to, unseen->why);
        fputc('\n', to);
    }
}

void report_markdown_print(FILE *to, const struct report_findings *findings)
{
    const struct report_groups *groups = findings->groups;

    fputs("### SO&#95;REUSEADDR on clients\n\n", to);
    report_table_print_summary(to, findings);
    report_table_print_losses(to, findings->report, COLUMNS);
    put_table(to, groups);
    for (size_t i = 0; i < groups->groups; i++)
        if (report_rule(&groups->group[i]) && !groups->group[i].member->suppressed)
            put_details(to, i + 1, &groups->group[i]);
    put_unseen(to, findings->report);
}
