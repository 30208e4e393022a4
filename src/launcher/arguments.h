/* SPDX-License-Identifier: ISC */
/* What the launcher is asked to do. */
#ifndef NOREUSEADDR_LAUNCHER_ARGUMENTS_H
#define NOREUSEADDR_LAUNCHER_ARGUMENTS_H

#include "fix/settings.h"
#include "report/show.h"

#include <limits.h>
#include <stdbool.h>

enum action {
    ACTION_RUN,
    ACTION_CHECK,
    ACTION_PRINT_ENV,
    ACTION_SHOW,
    ACTION_SYSTEM,
    ACTION_CGROUP,
    ACTION_DEMO,
    ACTION_HELP,
    ACTION_VERSION,
};

struct request {
    enum action action;
    const char *word; /* after '=', of --print-env and --cgroup (NULL: none),
                         --system and --show */
    bool strict;
    bool set;                /* does an option change a setting? */
    bool reported;           /* is the command to be followed by a report? */
    struct settings options; /* what --report names is here */
    struct wish wish;
    char **command; /* ends with NULL; empty if none was given */

    /* In a run that is recorded: what its settings have after "report=", which is where
     * its processes find the report.  Else NULL. */
    char *outer;

    char *words;           /* what options point into */
    size_t inherited;      /* of them, what NOREUSEADDR_OPTIONS had: so many bytes */
    char report[PATH_MAX]; /* or here */
};

/* The text for --help. */
extern const char arguments_help[];

/*
 * Reads ARGV and NOREUSEADDR_OPTIONS into REQUEST, which is zero.  Returns false, and
 * has complained, if something in them can't be done.  Free REQUEST in both cases.
 */
bool arguments_parse(int argc, char **argv, struct request *request);

/* Frees what arguments_parse() allocated. */
void arguments_free(struct request *request);

#endif
