/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "cgroup.h"

#include "arguments.h"
#include "message.h"
#include "project_files.h"

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

bool cgroup_fits(const struct request *request)
{
    if (request->set || request->strict)
        complain("--cgroup: --strict, --mode and the like are the library's");
    else if (!request->word && !*request->command)
        complain("--cgroup: no command");
    else
        return !request->word || words_fit(request->word, count(request->command));
    return false;
}

bool cgroup_is_form(const char *form)
{
    return form && !strcmp(form, "systemd-cgroup");
}

/* Becomes the program, with WORD and COMMAND as its arguments. */
static int become(const char *argv0, const char *word, char *const command[])
{
    char launcher[PATH_MAX], path[PATH_MAX], verb[16];
    unsigned words = count(command);

    if (!project_launcher(argv0, launcher)) {
        complain("%s: can't be found", argv0);
        return EXIT_LAUNCHER;
    }
    if (!project_find(launcher, PROJECT_PRIVATE, "noreuseaddr-cgroup", path))
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

int cgroup_run(const char *argv0, const struct request *request)
{
    if (getenv(SETTINGS_VARIABLE) && setenv(SETTINGS_VARIABLE, request->words, 1)) {
        complain("%s", strerror(errno));
        return EXIT_LAUNCHER;
    }
    return become(argv0, request->word ? request->word : "run", request->command);
}

int cgroup_print_drop_in(const char *argv0)
{
    static char *const nothing[] = {NULL};

    return become(argv0, "drop-in", nothing);
}
