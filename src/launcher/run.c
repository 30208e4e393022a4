/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "run.h"

#include "environment.h"
#include "message.h"
#include "program/find.h"
#include "report/recording.h"
#include "supervise.h"
#include "system/features.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Warns of what keeps the library out of COMMAND.  Returns false if that must not be
 * run then. */
static bool accept(const struct library *library, const char *command, bool strict)
{
    char path[PATH_MAX];
    struct program program;

    if (!program_find(command, path))
        return true; /* exec will tell */
    program_inspect(path, &program);
    struct preload preload = library_preload(library);
    const char *why = program_obstacle(&program, &preload);
    if (why)
        complain("%s%s%s%s: it %s", strict ? "" : "warning: ", path,
                 program.interpreter ? " is run by " : "",
                 program.interpreter ? program.path : "", why);
    return !why || !strict;
}

static bool set_environment(const struct library *library,
                            const struct settings *options)
{
    struct environment environment;

    if (!environment_make(&environment, library->name, options))
        return false;
    bool good = environment_apply(&environment);
    environment_free(&environment);
    return good;
}

/* The status of a run whose command ended well. */
static int judge(const struct recording *recording, const struct report *report,
                 struct request *request)
{
    struct wish *wish = &request->wish;

    if (request->action == ACTION_RUN && report->processes == recording->processes) {
        complain("nothing was recorded: no program loaded the library and "
                 "opened the report");
        bool written = show_files(report, wish);
        return wish->error_exitcode || !written ? EXIT_LAUNCHER : EXIT_SUCCESS;
    }
    signal(SIGPIPE, SIG_IGN); /* a reader that is gone does not change how this ends */
    return show(stderr, report, &recording->before, wish);
}

/* What records itself has complained if it could not, or found no command; of a cgroup
 * that was there it may be that nothing ran in it. */
static bool has_begun(const struct recording *recording, const struct report *report,
                      const struct request *request, int ended)
{
    return request->action == ACTION_RUN || report->processes > recording->processes ||
           (request->word && ended == 0);
}

static int run_and_report(struct recording *recording, struct request *request)
{
    int ended = 0;
    /* What records into the outer run's own file is there already. */
    bool same = request->outer && recording_is_in(recording, request->outer);

    if (!same && request->action == ACTION_RUN)
        recording_note(recording, *request->command);
    int status = supervise(request->command, &ended);

    if (status) {
        recording_undo(recording);
        supervise_release();
        return status;
    }
    struct report *report = recording_read(recording);
    supervise_release();
    if (report && !has_begun(recording, report, request, ended)) {
        report_free(report);
        return supervise_end(ended);
    }
    status = report ? judge(recording, report, request) : EXIT_LAUNCHER;
    if (report && request->outer && !same)
        recording_pass_on(recording, report, request->outer);
    report_free(report);
    int of_command = supervise_end(ended);
    return of_command ? of_command : status;
}

/* Without a file nothing is recorded.  mode=audit, which changes nothing, is then
 * mode=off.  TEXT is room for what the settings point to. */
static void record_in(struct settings *options, const struct recording *recording,
                      char text[RECORDING_SETTINGS])
{
    options->report = NULL;
    if (*recording->path) {
        recording_settings(recording, text);
        options->report = text;
        options->report_length = strlen(text);
    } else if (options->mode == MODE_AUDIT) {
        options->mode = MODE_OFF;
    }
}

int run(const struct library *library, struct request *request)
{
    char **command = request->command;
    struct recording recording = {0};
    struct settings options = request->options;
    char text[RECORDING_SETTINGS];

    if (!accept(library, *command, request->strict))
        return EXIT_LAUNCHER;
    if (request->reported) {
        struct preload preload = library_preload(library);
        if (!recording_open(&recording, options.report, &preload))
            return EXIT_LAUNCHER;
        if (!*recording.path && request->wish.error_exitcode)
            return EXIT_LAUNCHER; /* nobody could tell whether there was a client */
        record_in(&options, &recording, text);
    }
    if (!set_environment(library, &options)) {
        recording_undo(&recording);
        return EXIT_LAUNCHER;
    }
    if (*recording.path)
        return run_and_report(&recording, request);
    execvp(*command, command); /* NOLINT: a command was given */
    return supervise_no_exec(*command, errno);
}

int run_recorded(struct request *request, char **name)
{
    struct recording recording = {0};
    char self[PATH_MAX];

    if (!system_executable(self))
        *self = '\0';
    struct preload preload = {self, self, true}; /* none is */
    if (!recording_open(&recording, request->options.report, &preload) ||
        !*recording.path)
        return EXIT_LAUNCHER;
    *name = recording.path;
    return run_and_report(&recording, request);
}
