/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "arguments.h"
#include "cgroup.h"
#include "check.h"
#include "demo.h"
#include "environment.h"
#include "library.h"
#include "message.h"
#include "print_env.h"
#include "report/show.h"
#include "run.h"
#include "system/preload.h"
#include "system/preload_env.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print_environment(const struct library *library,
                             const struct request *request)
{
    struct environment environment;

    if (!environment_make(&environment, library->name, &request->options))
        return EXIT_LAUNCHER;
    bool good = print_env(&environment, request->word);
    environment_free(&environment);
    return good ? EXIT_SUCCESS : EXIT_LAUNCHER;
}

/* Its clients are not what a report is about. */
static int check(const struct library *library, const struct request *request)
{
    struct settings options = request->options;

    options.report = NULL;
    /* mode=off is the same without a report; of mode=audit the library would complain.
     */
    if (options.mode == MODE_AUDIT)
        options.mode = MODE_OFF;
    return check_run(library, &options, *request->command);
}

/* Only to enable it must the library be there. */
static int change_system(const char *argv0, const char *word)
{
    struct library library;
    char name[PATH_MAX];

    if (!strcmp(word, "status"))
        return system_preload_status();
    if (!strcmp(word, "disable"))
        return system_preload_disable();
    if (!library_find(argv0, LIBRARY_FIX, &library) ||
        !library_name_by_path(library.path, name))
        return EXIT_LAUNCHER;
    return system_preload_enable(library.launcher, name);
}

/* Is the library to record?  In a run that is recorded, the environment of a launcher
 * names the report. */
static bool records(const struct request *request)
{
    return (request->action == ACTION_RUN || request->action == ACTION_PRINT_ENV) &&
           (request->reported || request->options.report);
}

static int act_with_library(const char *argv0, struct request *request)
{
    struct library library;

    if (!library_find(argv0, records(request) ? LIBRARY_AUDIT : LIBRARY_FIX, &library))
        return EXIT_LAUNCHER;
    if (request->action == ACTION_CHECK)
        return check(&library, request);
    if (request->action == ACTION_DEMO)
        return demo_run(&library);
    if (request->action == ACTION_PRINT_ENV)
        return print_environment(&library, request);
    return run(&library, request);
}

static int act(const char *argv0, struct request *request)
{
    switch (request->action) {
    case ACTION_HELP:
        fputs(arguments_help, stdout);
        return EXIT_SUCCESS;
    case ACTION_VERSION:
        puts(PACKAGE_NAME " " PACKAGE_VERSION);
        return EXIT_SUCCESS;
    case ACTION_SYSTEM:
        return change_system(argv0, request->word);
    case ACTION_CGROUP:
        return cgroup_run(argv0, request);
    case ACTION_PRINT_ENV:
        if (cgroup_is_form(request->word))
            return cgroup_print_drop_in(argv0);
        return act_with_library(argv0, request);
    case ACTION_SHOW:
        return show_file(request->word, &request->wish);
    default:
        return act_with_library(argv0, request);
    }
}

int main(int argc, char **argv)
{
    struct request request = {0};

    if (argc < 1)
        return EXIT_LAUNCHER;
    if (argc == 3 && !strcmp(argv[1], CHECK_CLIENT))
        return check_client(argv[2]);

    setlocale(LC_CTYPE, ""); /* which characters can be printed */
    int status =
        arguments_parse(argc, argv, &request) ? act(argv[0], &request) : EXIT_LAUNCHER;
    arguments_free(&request);
    if (status != EXIT_LAUNCHER && (fflush(stdout) || ferror(stdout))) {
        complain("standard output: %s", strerror(errno));
        return EXIT_LAUNCHER;
    }
    return status;
}
