/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "show.h"

#include "apart.h"
#include "issue.h"
#include "json.h"
#include "launcher/message.h"
#include "launcher/system/features.h"
#include "symbols.h"
#include "terminal.h"
#include "unseen.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static struct report_findings *find(const struct report *report, struct wish *wish)
{
    report_symbols_ask_servers((unsigned)wish->debuginfod);
    return report_findings_open(report, &wish->suppressions);
}

/* Prints for a reader at FD.  If a table can't be written to stdout, main()
 * complains. */
static bool print(FILE *to, int fd, const struct report_findings *findings,
                  const struct wish *wish)
{
    struct report_style style = terminal_style(fd, wish->color);

    if (wish->issue)
        return report_issue_print(to, findings, wish->issue);
    style.verbose = wish->verbose;
    return report_output_print(to, &wish->outputs, findings, &style);
}

static bool write_files(const struct report_findings *findings, const struct wish *wish)
{
    const struct report_style style = {.columns = 80, .verbose = wish->verbose};

    return report_output_write_files(&wish->outputs, findings, &style);
}

/* Prints FINDINGS, or those of REPORT if they are NULL.  On stderr the report is an
 * addition: if it can't be written there, that does not change how the command ends. */
static bool print_all(FILE *to, const struct report *report,
                      struct report_findings *findings, struct wish *wish, bool wanted)
{
    bool good = true;

    if (!wanted && !report_output_has_file(&wish->outputs))
        return true;
    struct report_findings *found = findings ? findings : find(report, wish);
    if (found && wanted && !print(to, fileno(to), found, wish))
        good = to != stdout;
    good = found && write_files(found, wish) && good;
    if (!findings)
        report_findings_close(found);
    return good;
}

struct report_before report_before(const struct report *report)
{
    return (struct report_before){report, report_unknown(report), report->unseen_starts,
                                  report->lost_execs};
}

/* Counts the clients in REPORT (NULL: nothing) that are not suppressed.  Places have to
 * be looked up for that: FINDINGS, else NULL, is what was found.  Returns false after a
 * complaint. */
static bool count_clients(const struct report *report, struct wish *wish,
                          unsigned long long *clients,
                          struct report_findings **findings)
{
    *findings = NULL;
    *clients = report ? report_clients(report) : 0;
    if (!report || !wish->suppressions.count)
        return true;
    *findings = find(report, wish);
    *clients = *findings ? (*findings)->clients : 0;
    return *findings != NULL;
}

/* Is there more since BEFORE of which it is not known whether it is as bad as WISH
 * says? */
static bool is_incomplete(const struct report *report,
                          const struct report_before *before, const struct wish *wish)
{
    return report_unknown(report) > before->unknown ||
           (wish->strict && report->lost_execs > before->lost_execs);
}

int show(FILE *to, const struct report *report, const struct report_before *before,
         struct wish *wish)
{
    unsigned long long clients, clients_before;
    bool unseen = report->unseen_starts > before->unseen;
    struct report_findings *findings, *earlier;

    bool counted = count_clients(before->report, wish, &clients_before, &earlier);
    report_findings_close(earlier);
    if (!counted || !count_clients(report, wish, &clients, &findings))
        return EXIT_LAUNCHER;
    bool found = clients > clients_before || (wish->strict && unseen);
    size_t unmatched = 0;

    bool printed = print_all(to, report, findings, wish, found || !wish->quiet);
    report_findings_close(findings);
    if (!printed)
        return EXIT_LAUNCHER;
    unmatched = suppressions_name_unmatched(&wish->suppressions);
    if (unmatched && wish->strict)
        return wish->error_exitcode ? wish->error_exitcode : EXIT_LAUNCHER;
    if (!found && unseen && wish->error_exitcode)
        complain("%zu program%s not looked at; with --strict that is a failure",
                 report->unseen_programs,
                 report->unseen_programs == 1 ? " was" : "s were");
    if (!found && wish->error_exitcode && is_incomplete(report, before, wish)) {
        complain("the report is not complete: there may have been clients");
        return EXIT_LAUNCHER; /* 0 would say that there was none */
    }
    return found ? wish->error_exitcode : EXIT_SUCCESS;
}

bool show_files(const struct report *report, struct wish *wish)
{
    return print_all(stderr, report, NULL, wish, false);
}

/* Of the library it is not known here where it is: what this program is stands for it,
 * which is made for the same loader. */
static bool name_unseen(struct report *report)
{
    char self[PATH_MAX];

    if (!system_executable(self))
        *self = '\0';
    struct preload preload = {self, self, true};
    if (report_name_unseen(report, &preload))
        return true;
    complain("%s", strerror(ENOMEM));
    return false;
}

/* Has something been recorded since? */
static bool differs(const struct report *now, const struct report *before)
{
    const void *file = &now->file, *old = before ? &before->file : NULL;

    return !old || memcmp(file, old, sizeof now->file) != 0;
}

/* Clears the terminal and writes the first lines of TEXT, as many as it has but one,
 * which is for the cursor.  What counts is at the top. */
static void print_top(const char *text)
{
    struct winsize size;
    unsigned left = UINT_MAX;

    if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row > 1)
        left = size.ws_row - 1U;
    fputs("\033[H\033[2J", stdout);
    for (; *text && left; left--) {
        size_t length = strcspn(text, "\n");
        length += text[length] == '\n';
        fwrite(text, 1, length, stdout);
        text += length;
    }
    fputs("\033[0m", stdout); /* a heading may have been the last line */
    fflush(stdout);
}

static bool wants_json(const struct wish *wish)
{
    return wish->outputs.count && wish->outputs.output[0].format == FORMAT_JSON;
}

/* For a program that reads: one line. */
static bool print_line(const struct report_findings *findings, const struct wish *wish)
{
    time_t now = time(NULL);
    struct tm local;
    char when[64] = "";

    if (wants_json(wish))
        return report_json_print(stdout, findings, true);
    if (localtime_r(&now, &local))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S  ", &local);
    fputs(when, stdout);
    report_table_print_summary(stdout, findings);
    if (!fflush(stdout))
        return true;
    complain("standard output: %s", strerror(errno));
    return false;
}

static bool print_again(const struct report_findings *findings, const struct wish *wish)
{
    char *text = NULL;
    size_t size;
    FILE *to;

    if (!isatty(STDOUT_FILENO))
        return print_line(findings, wish);
    if (wants_json(wish) || !terminal_is_able(STDOUT_FILENO))
        return print(stdout, STDOUT_FILENO, findings, wish);
    to = open_memstream(&text, &size);
    bool good = to && print(to, STDOUT_FILENO, findings, wish);
    if (to && !fclose(to))
        print_top(text);
    free(text);
    return good;
}

static bool show_again(const struct report *report, struct wish *wish)
{
    if (wish->quiet && !report_clients(report))
        return true;
    struct report_findings *findings = find(report, wish);
    bool quiet = findings && wish->quiet && !findings->clients;
    bool good = findings && (quiet || print_again(findings, wish));
    report_findings_close(findings);
    return good;
}

/*
 * Shows the file again whenever it has changed.  Nothing tells of that: a store to
 * mapped memory is no event of the file for inotify(7), kqueue(2) or poll(2).
 */
static int follow(const char *path, struct wish *wish)
{
    static const struct timespec second = {.tv_sec = 1};
    struct report *report, *before = NULL;
    bool good = true;

    report_look_up_here();
    while (good && (report = report_read(path))) {
        if (differs(report, before))
            good = name_unseen(report) && show_again(report, wish);
        report_free(before);
        before = report;
        nanosleep(&second, NULL);
    }
    report_free(before);
    return EXIT_LAUNCHER;
}

int show_file(const char *path, struct wish *wish)
{
    if (wish->follow)
        return follow(path, wish);

    struct report *report = report_read(path);
    if (!report)
        return EXIT_LAUNCHER;
    static const struct report_before nothing;
    int status =
        name_unseen(report) ? show(stdout, report, &nothing, wish) : EXIT_LAUNCHER;
    if (wish->error_exitcode && !report->processes) {
        complain("%s: nothing was recorded", path);
        status = EXIT_LAUNCHER; /* 0 would say that there was no client */
    }
    report_free(report);
    return status;
}
