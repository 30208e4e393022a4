/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "show.h"

#include "message.h"
#include "report_json.h"
#include "report_table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value ? value : "";
}

static bool understands_escapes(int fd)
{
    const char *terminal = environment("TERM");

    return isatty(fd) && *terminal && strcmp(terminal, "dumb") != 0;
}

/* https://no-color.org: the variable counts if there is anything in it. */
static struct report_style style_for(int fd)
{
    struct report_style style = {.columns = 80};
    struct winsize size;

    style.colour = understands_escapes(fd) && !*environment("NO_COLOR");
    if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col)
        style.columns = size.ws_col;
    return style;
}

/* Of a table that can't be written main() complains, for that it is on stdout. */
static bool print(FILE *to, const struct report *report, const struct wish *wish)
{
    if (wish->json)
        return report_json_print(to, report);

    struct report_style style = style_for(fileno(to));
    report_table_print(to, report, &style);
    return true;
}

int show(FILE *to, const struct report *report, unsigned long long clients_before,
         const struct wish *wish)
{
    bool found = report_clients(report) > clients_before;

    if ((found || !wish->quiet) && !print(to, report, wish))
        return EXIT_LAUNCHER;
    return found ? wish->error_exitcode : EXIT_SUCCESS;
}

/* Has something been recorded since? */
static bool differs(const struct report *now, const struct report *before)
{
    const void *file = &now->file, *old = before ? &before->file : NULL;

    return !old || memcmp(file, old, sizeof now->file) != 0;
}

/*
 * Shows the file again whenever it has changed.  Nothing tells of that: a store to
 * mapped memory is no event of the file for inotify(7), kqueue(2) or poll(2).
 */
static int follow(const char *path, const struct wish *wish)
{
    static const struct timespec second = {.tv_sec = 1};
    struct report *report, *before = NULL;
    int status = EXIT_SUCCESS;

    while (status != EXIT_LAUNCHER && (report = report_read(path))) {
        if (differs(report, before)) {
            if (understands_escapes(STDOUT_FILENO))
                fputs("\033[H\033[2J", stdout);
            status = show(stdout, report, 0, wish);
        }
        report_free(before);
        before = report;
        nanosleep(&second, NULL);
    }
    report_free(before);
    return EXIT_LAUNCHER;
}

int show_file(const char *path, const struct wish *wish)
{
    if (wish->follow && isatty(STDOUT_FILENO))
        return follow(path, wish);
    if (wish->follow) {
        complain("--follow: standard output is not a terminal");
        return EXIT_LAUNCHER;
    }

    struct report *report = report_read(path);
    if (!report)
        return EXIT_LAUNCHER;
    int status = show(stdout, report, 0, wish);
    report_free(report);
    return status;
}
