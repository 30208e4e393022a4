/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "unseen.h"

#include "launcher/program/find.h"
#include "launcher/program/inspect.h"
#include "merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = sizeof((struct report_exec *)0)->words + 1 };

/* Copies the word at INDEX of EXEC into WORD; "" if there is none. */
static void copy_word(const struct report_exec *exec, unsigned index, char word[WORD])
{
    size_t at = 0, length = 0;

    for (;; at += length + 1) {
        size_t left = at < exec->length ? exec->length - at : 0;
        length = strnlen(exec->words + (left ? at : 0), left);
        if (!left || !index--)
            break;
    }
    memcpy(word, exec->words + (length ? at : 0), length);
    word[length] = '\0';
}

static bool is_usable(const struct report_exec *exec)
{
    return exec->state >= SLOT_READY && exec->length <= sizeof exec->words;
}

/* How many more were started than arrived; below 0 if others came, as the programs do
 * that something started which is not looked at itself. */
static int32_t missing(const struct report_exec *exec)
{
    return (int32_t)((uint32_t)exec->started - (exec->without ? 0 : exec->arrived));
}

/* Lets as many of those that are missed under a name have come under the other one. */
static void settle(int32_t *missed, int32_t *surplus)
{
    while (*missed > 0 && *surplus < 0) {
        int32_t both = *missed < -*surplus ? *missed : -*surplus;
        *missed -= both;
        *surplus += both;
    }
}

/*
 * Fills BALANCE with what is missing of each slot.  One name may have several slots,
 * among them those where the directory was changed between the note and exec
 * (posix_spawn_file_actions_addchdir_np).
 */
static void balance_names(const struct report *report, int32_t balance[REPORT_EXECS])
{
    const struct report_exec *exec = report->file.execs;
    char name[WORD], other[WORD];

    for (size_t i = 0; i < REPORT_EXECS; i++)
        balance[i] = is_usable(&exec[i]) ? missing(&exec[i]) : 0;
    for (size_t i = 0; i < REPORT_EXECS; i++) {
        if (balance[i] <= 0 || exec[i].without)
            continue;
        copy_word(&exec[i], 0, name);
        for (size_t j = 0; j < REPORT_EXECS && balance[i] > 0; j++) {
            if (balance[j] >= 0)
                continue;
            copy_word(&exec[j], 0, other);
            if (!strcmp(name, other))
                settle(&balance[i], &balance[j]);
        }
    }
}

unsigned long long report_silent(const struct report *report)
{
    static int32_t balance[REPORT_EXECS];
    unsigned long long silent = 0;

    balance_names(report, balance);
    for (size_t i = 0; i < REPORT_EXECS; i++)
        if (balance[i] > 0 && !report->file.execs[i].without)
            silent += (unsigned long long)balance[i];
    return silent;
}

/* Writes the path of the file that EXEC is about into PATH. */
static void find_path(const struct report_exec *exec, char path[PATH_MAX])
{
    static const char descriptor[] = "/dev/fd/";
    char name[WORD], at[WORD], real[PATH_MAX];
    const char *rest = name;
    const char *between = "/";

    copy_word(exec, 0, name);
    copy_word(exec, 1, at);
    if (!strncmp(name, descriptor, sizeof descriptor - 1)) {
        rest += sizeof descriptor - 1;
        rest += strspn(rest, "0123456789");
        between = "";
    }
    if (*at)
        snprintf(path, PATH_MAX, "%s%s%s", at, between, rest);
    else
        snprintf(path, PATH_MAX, "%s", name);
    if (realpath(path, real))
        memcpy(path, real, sizeof real);
}

/* What a report names may be anything; to open a device would have effects. */
static void look_at(const char *path, struct program *program)
{
    if (program_is_executable(path)) {
        program_inspect(path, program);
        return;
    }
    memset(program, 0, sizeof *program);
    snprintf(program->path, PATH_MAX, "%s", path);
}

/*
 * execvp(3) runs a file of no known format by the shell, which then comes under its own
 * name: takes such ones off BALANCE[AT], which was run by PROGRAM.
 */
static void settle_shell(const struct report *report, const struct program *program,
                         int32_t balance[REPORT_EXECS], size_t at)
{
    char name[WORD];

    if (!program->interpreter || strcmp(program->path, "/bin/sh") != 0)
        return;
    for (size_t i = 0; i < REPORT_EXECS && balance[at] > 0; i++) {
        if (balance[i] >= 0)
            continue;
        copy_word(&report->file.execs[i], 0, name);
        if (!strcmp(name, "/bin/sh"))
            settle(&balance[at], &balance[i]);
    }
}

/* Why was PROGRAM, which EXEC started, not looked at? */
static enum report_unseen_reason find_reason(const struct report_exec *exec,
                                             const struct program *program,
                                             const struct preload *preload,
                                             const char **why)
{
    if (exec->without) {
        *why = "was started without the library in its environment";
        return UNSEEN_ENVIRONMENT;
    }
    *why = program_obstacle(program, preload);
    if (*why)
        return UNSEEN_PROGRAM;
    *why = "did not report: it may have another user, root or mount namespace, a "
           "sandbox, or have ended at once";
    return UNSEEN_SILENT;
}

static int compare(const void *left, const void *right)
{
    const struct report_unseen *a = left, *b = right;

    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    int order = strcmp(a->path, b->path);
    return order ? order : (int)a->reason - (int)b->reason;
}

/* Adds COUNT starts of PATH to the list. */
static bool add(struct report *report, const char *path, const char *why,
                enum report_unseen_reason reason, unsigned long long count)
{
    for (size_t i = 0; i < report->unseen_programs; i++) {
        struct report_unseen *there = &report->unseen[i];
        if (there->reason == reason && !strcmp(there->path, path)) {
            there->count = report_add(there->count, count);
            return true;
        }
    }
    struct report_unseen *list =
        realloc(report->unseen, (report->unseen_programs + 1) * sizeof *list);
    if (!list)
        return false;
    report->unseen = list;
    list += report->unseen_programs;
    *list = (struct report_unseen){count, reason, strdup(path), strdup(why)};
    if (!list->path || !list->why) {
        free(list->path);
        free(list->why);
        return false;
    }
    report->unseen_programs++;
    return true;
}

bool report_name_unseen(struct report *report, const struct preload *preload)
{
    static int32_t balance[REPORT_EXECS]; /* large for a stack */
    static struct program program;
    char path[PATH_MAX];
    const char *why;

    report_free_unseen(report);
    balance_names(report, balance);
    for (size_t i = 0; i < REPORT_EXECS; i++) {
        const struct report_exec *exec = &report->file.execs[i];
        if (balance[i] <= 0)
            continue;
        find_path(exec, path);
        look_at(path, &program);
        if (!exec->without)
            settle_shell(report, &program, balance, i);
        enum report_unseen_reason reason = find_reason(exec, &program, preload, &why);
        if (balance[i] > 0 &&
            !add(report, program.path, why, reason, (unsigned long long)balance[i]))
            return false;
        report->unseen_starts += (unsigned long long)balance[i];
    }
    if (report->unseen)
        qsort(report->unseen, report->unseen_programs, sizeof *report->unseen, compare);
    return true;
}

void report_free_unseen(struct report *report)
{
    for (size_t i = 0; i < report->unseen_programs; i++) {
        free(report->unseen[i].path);
        free(report->unseen[i].why);
    }
    free(report->unseen);
    report->unseen = NULL;
    report->unseen_programs = 0;
    report->unseen_starts = 0;
}
