/* SPDX-License-Identifier: ISC */
/* "Workflow commands for GitHub Actions": ::NAME KEY=VALUE,...::MESSAGE in a line. */
#include "config.h"

#include "github.h"

#include "launcher/printable.h"
#include "location.h"
#include "table.h"
#include "unseen.h"

#include <string.h>

/* Writes TEXT with what would end a message, or also the value of a key, as %XX. */
static void put(FILE *to, const char *text, bool is_value)
{
    const char *special = is_value ? "%\r\n:," : "%\r\n";

    for (; *text; text++)
        if (strchr(special, *text))
            fprintf(to, "%%%02X", (unsigned)*text);
        else
            fputc(*text, to);
}

/* Writes the file and line that STEP is in as keys, if they are known. */
static bool put_place(FILE *to, const struct report_step *step)
{
    struct report_location location;
    char path[4 * PATH_MAX];

    if (!report_location(step, &location) || !location.line)
        return false;
    printable(path, sizeof path, location.path, strlen(location.path));
    fputs("file=", to);
    put(to, path, true);
    fprintf(to, ",line=%d,", location.line);
    return true;
}

static void put_pair(FILE *to, const struct report_pair *pair)
{
    const struct report_member *member = (*pair->group)->member;
    char text[REPORT_PAIR];

    report_pair_text(pair, text);
    if (member->suppressed) {
        fputs("::debug::suppressed: ", to); /* shown if the job is run again so */
        put(to, text, false);
        fputc('\n', to);
        return;
    }
    fputs(report_pair_is_client(pair) ? "::warning " : "::notice ", to);
    if (!put_place(to, report_chain_inner(member->setter)) && !member->setter->steps)
        put_place(to, report_chain_inner(member->caller));
    fputs("title=", to);
    put(to, pair->rule->title, true);
    fputs("::", to);
    put(to, text, false);
    fputc('\n', to);
}

static void put_unseen(FILE *to, const struct report_unseen *unseen)
{
    char path[4 * PATH_MAX];

    printable(path, sizeof path, unseen->path, strlen(unseen->path));
    fputs("::notice title=noreuseaddr did not look at a program::", to);
    put(to, path, false);
    fputs(": it ", to);
    put(to, unseen->why, false);
    fputc('\n', to);
}

void report_github_print(FILE *to, const struct report_findings *findings)
{
    const struct report *report = findings->report;

    report_table_print_summary(to, findings);
    report_table_print_losses(to, report, 200);
    for (size_t i = 0; i < findings->pairs->pairs; i++)
        put_pair(to, &findings->pairs->pair[i]);
    for (size_t i = 0; i < report->unseen_programs; i++)
        put_unseen(to, &report->unseen[i]);
}
