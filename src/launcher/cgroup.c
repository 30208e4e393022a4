/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "cgroup.h"

#include "arguments.h"
#include "message.h"
#include "project_files.h"
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What can follow --cgroup=, and how many words it takes. */
static const struct form {
    const char *name;
    unsigned least;
    unsigned most;
} forms[] = {
    {"attach", 1, 1}, {"detach", 1, 1}, {"status", 0, 1},
    {"pin", 0, 1},    {"unpin", 0, 1},
};

static unsigned count(char *const words[])
{
    unsigned number = 0;

    while (words[number])
        number++;
    return number;
}

static bool words_fit(const char *word, unsigned words)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(word, forms[i].name) != 0)
            continue;
        if (words < forms[i].least)
            complain("--cgroup=%s: of which cgroup or unit?", word);
        else if (words > forms[i].most)
            complain("--cgroup=%s: takes no more than one word", word);
        return words >= forms[i].least && words <= forms[i].most;
    }
    complain("--cgroup=%s: neither attach, detach, status, pin nor unpin", word);
    return false;
}

/* Is it about a command, or about words that say what is to be done? */
static bool audit_fits(const struct request *request)
{
    if (request->options.mode != MODE_AUDIT)
        complain("--cgroup: a report only with --audit");
    else if (request->word && *request->command)
        complain("--audit --cgroup=%s: takes no command", request->word);
    else if (request->word && !*request->word)
        complain("--audit --cgroup=: of which cgroup or unit?");
    else
        return true;
    return false;
}

bool cgroup_fits(const struct request *request)
{
    if (request->set || request->strict)
        complain("--cgroup: --strict, --mode and the like are the library's");
    else if (!request->word && !*request->command)
        complain("--cgroup: no command");
    else if (request->reported)
        return audit_fits(request);
    else
        return !request->word || words_fit(request->word, count(request->command));
    return false;
}

bool cgroup_is_form(const char *form)
{
    return form && !strcmp(form, "systemd-cgroup");
}

/* Writes the path of the program into PATH. */
static bool find_program(const char *argv0, char path[PATH_MAX])
{
    char launcher[PATH_MAX];

    if (project_launcher(argv0, launcher))
        return project_find(launcher, PROJECT_PRIVATE, "noreuseaddr-cgroup", path);
    complain("%s: can't be found", argv0);
    return false;
}

/* Becomes the program, with WORD and COMMAND as its arguments. */
static int become(const char *argv0, const char *word, char *const command[])
{
    char path[PATH_MAX], verb[16];
    unsigned words = count(command);

    if (!find_program(argv0, path))
        return EXIT_LAUNCHER;
    snprintf(verb, sizeof verb, "%s", word);
    char **all = calloc(words + 3, sizeof *all);
    if (all) {
        all[0] = path;
        all[1] = verb;
        memcpy(all + 2, command, words * sizeof *all);
        execv(path, all);
        free(all);
    }
    complain("%s: %s", path, strerror(errno));
    return EXIT_LAUNCHER;
}

/* What is run has the settings that this launcher found. */
static bool give_settings(const struct request *request)
{
    if (!getenv(SETTINGS_VARIABLE))
        return true;
    char *words = strndup(request->words, request->inherited);
    bool good = words && !setenv(SETTINGS_VARIABLE, words, 1);
    if (!good)
        complain("%s", strerror(errno));
    free(words);
    return good;
}

/* The program with a report is a command as any other, but for what it finds itself. */
static int audit(const char *argv0, const struct request *request)
{
    char path[PATH_MAX], verb[] = "audit", run_word[] = "run", watch_word[] = "watch";
    unsigned words = count(request->command);
    struct request of_program = *request;
    int status = EXIT_LAUNCHER;

    if (!find_program(argv0, path))
        return EXIT_LAUNCHER;
    char **all = calloc(words + 6, sizeof *all);
    char *cgroup = request->word ? strdup(request->word) : NULL;
    if (all && (cgroup || !request->word)) {
        all[0] = path;
        all[1] = verb;
        all[3] = cgroup ? watch_word : run_word;
        all[4] = cgroup;
        memcpy(all + (cgroup ? 5 : 4), request->command, words * sizeof *all);
        of_program.command = all;
        status = run_recorded(&of_program, &all[2]);
    } else {
        complain("%s", strerror(errno));
    }
    free(cgroup);
    free(all);
    return status;
}

int cgroup_run(const char *argv0, struct request *request)
{
    if (!give_settings(request))
        return EXIT_LAUNCHER;
    if (request->reported)
        return audit(argv0, request);
    return become(argv0, request->word ? request->word : "run", request->command);
}

int cgroup_print_drop_in(const char *argv0)
{
    static char *const nothing[] = {NULL};

    return become(argv0, "drop-in", nothing);
}
