/* SPDX-License-Identifier: ISC */
/*
 * noreuseaddr-cgroup: what the launcher's --cgroup runs.  A program of its own, so that
 * the launcher needs no libbpf.
 */
#include "config.h"

#include "audit.h"
#include "hierarchy.h"
#include "launcher/message.h"
#include "launcher/supervise.h"
#include "launcher/system/features.h"
#include "programs.h"

#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static sigset_t mask_before;

/* Nobody interrupts what must be done as a whole. */
static void hold_signals(void)
{
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &mask_before);
}

static void let_signals(void)
{
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

/* Loads the programs and attaches them to CGROUP. */
static bool attach_to(int cgroup, const char *path)
{
    struct bpf_object *object = programs_load();
    bool good = object && programs_attach(object, cgroup, path);

    bpf_object__close(object);
    return good;
}

/* The command moves itself, so that it has no socket before. */
static int run_in(const char *path, char **command)
{
    char self[PATH_MAX];
    size_t words = 0;
    int ended = 0;

    while (command[words])
        words++;
    char **inside = calloc(words + 4, sizeof *inside);
    if (!inside || !system_executable(self)) {
        complain("--cgroup: %s", strerror(errno));
        free(inside);
        return EXIT_LAUNCHER;
    }
    inside[0] = self;
    inside[1] = (char[]){"enter"};
    inside[2] = strdup(path);
    memcpy(inside + 3, command, words * sizeof *command);
    int status = supervise(inside, &ended);
    audit_stop();
    hierarchy_leave(path);
    supervise_release();
    free(inside[2]);
    free(inside);
    return status ? status : supervise_end(ended);
}

/* With a REPORT nothing is attached but what records into it. */
static int run(char **command, const char *report)
{
    char path[PATH_MAX];

    hold_signals();
    int cgroup = hierarchy_make(path);
    bool good = cgroup >= 0 && (report ? audit_start(cgroup, path, true, report)
                                       : attach_to(cgroup, path));
    if (cgroup >= 0)
        close(cgroup);
    if (cgroup >= 0 && !good)
        rmdir(path);
    let_signals(); /* one that ends this process has the cgroup removed, too */
    return good ? run_in(path, command) : EXIT_LAUNCHER;
}

/* Until somebody interrupts it. */
static int watch(int cgroup, const char *path, const char *report)
{
    sigset_t ends;
    int which;

    sigemptyset(&ends);
    sigaddset(&ends, SIGHUP);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    if (!audit_start(cgroup, path, false, report))
        return EXIT_LAUNCHER;
    sigwait(&ends, &which);
    audit_stop();
    return EXIT_SUCCESS;
}

/* Its words are a report, then either "watch" and the
 * cgroup, or "run" and a command. */
static int audit(char **words)
{
    char path[PATH_MAX];

    if (!strcmp(words[1], "run"))
        return run(words + 2, words[0]);
    int cgroup = hierarchy_open(words[2], path);
    if (cgroup < 0)
        return EXIT_LAUNCHER;
    hold_signals();
    return watch(cgroup, path, words[0]);
}

static int enter(char **words)
{
    if (!hierarchy_enter(*words))
        return EXIT_LAUNCHER;
    execvp(words[1], words + 1);
    return supervise_no_exec(words[1], errno);
}

/* Once is enough.  Who may not ask whether it is there adds another, which does no
 * harm. */
static int attach(int cgroup, const char *path)
{
    enum attached before = programs_attached(cgroup);

    if (before == ATTACHED_WHOLE) {
        say("%s: is attached already", path);
        return EXIT_SUCCESS;
    }
    if ((before == ATTACHED_PARTLY && !programs_detach(cgroup, path)) ||
        !attach_to(cgroup, path))
        return EXIT_LAUNCHER;
    say("%s: attached", path);
    return EXIT_SUCCESS;
}

static int detach(int cgroup, const char *path)
{
    if (!programs_detach(cgroup, path))
        return EXIT_LAUNCHER;
    say("%s: detached", path);
    return EXIT_SUCCESS;
}

/* Returns the exit status. */
static int tell_state(enum attached now, const char *path)
{
    static const char *const words[] = {
        [ATTACHED_NOT] = "not attached",
        [ATTACHED_PARTLY] = "attached in part; attach or detach it",
        [ATTACHED_WHOLE] = "attached",
    };

    if (now == ATTACHED_UNKNOWN) {
        complain("%s: what is attached can't be asked: %s%s", path, strerror(errno),
                 errno == EPERM ? " (CAP_SYS_ADMIN is needed)" : "");
        return EXIT_LAUNCHER;
    }
    say("%s: %s", path, words[now]);
    return now == ATTACHED_WHOLE ? EXIT_SUCCESS : EXIT_CHECK_FAILED;
}

static int tell(int cgroup, const char *path)
{
    return tell_state(programs_attached(cgroup), path);
}

/* Does WHAT with the cgroup WORD, as a whole. */
static int with_cgroup(int (*what)(int cgroup, const char *path), const char *word)
{
    char path[PATH_MAX];
    int cgroup = hierarchy_open(word, path);

    if (cgroup < 0)
        return EXIT_LAUNCHER;
    hold_signals();
    int status = what(cgroup, path);
    let_signals();
    close(cgroup);
    return status;
}

enum { NONE_ATTACHED = -1 }; /* no exit status yet */

/* Adds to STATUS that of CGROUP, unless it has gone meanwhile or is none. */
static int tell_if_attached(int cgroup, const char *path, int status)
{
    enum attached now = programs_attached(cgroup);

    if (now == ATTACHED_NOT ||
        (now == ATTACHED_UNKNOWN && (errno == ENOENT || errno == EBADF)))
        return status;
    int its = tell_state(now, path);
    return its == EXIT_LAUNCHER || status == NONE_ATTACHED ? its : status;
}

/* Tells which cgroups have the rule, of PATH and all below it that this user can see,
 * and adds to STATUS until one can't be asked.  nftw(3) would end where one goes. */
static int tell_below(const char *path, int status)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    char below[PATH_MAX];

    if (!directory)
        return status;
    status = tell_if_attached(dirfd(directory), path, status);
    while (status != EXIT_LAUNCHER && (entry = readdir(directory))) {
        if (entry->d_type != DT_DIR || !strcmp(entry->d_name, ".") ||
            !strcmp(entry->d_name, ".."))
            continue;
        if (snprintf(below, sizeof below, "%s/%s", path, entry->d_name) < PATH_MAX)
            status = tell_below(below, status);
    }
    closedir(directory);
    return status;
}

static int tell_all(void)
{
    char root[PATH_MAX];

    if (!hierarchy_root(root))
        return EXIT_LAUNCHER;
    if (access(root, R_OK | X_OK)) {
        complain("%s: %s", root, strerror(errno));
        return EXIT_LAUNCHER;
    }
    int status = tell_below(root, NONE_ATTACHED);
    if (status != NONE_ATTACHED)
        return status;
    puts("attached to no cgroup");
    return EXIT_CHECK_FAILED;
}

static int pin(const char *directory)
{
    struct bpf_object *object = programs_load();
    bool good = object && programs_pin(object, directory);

    bpf_object__close(object);
    return good ? EXIT_SUCCESS : EXIT_LAUNCHER;
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    const char *pins = argc > 2 ? argv[2] : PROGRAMS_PINS;
    int status = EXIT_LAUNCHER;

    setlocale(LC_CTYPE, ""); /* which characters can be printed */
    if (!strcmp(word, "run") && argc > 2)
        return run(argv + 2, NULL);
    if (!strcmp(word, "audit") && argc > 4)
        return audit(argv + 2);
    if (!strcmp(word, "audits") && argc == 2) /* for tests */
        return audit_is_there ? EXIT_SUCCESS : EXIT_CHECK_FAILED;
    if (!strcmp(word, "enter") && argc > 3)
        return enter(argv + 2);

    if (!strcmp(word, "attach") && argc == 3)
        status = with_cgroup(attach, argv[2]);
    else if (!strcmp(word, "detach") && argc == 3)
        status = with_cgroup(detach, argv[2]);
    else if (!strcmp(word, "status") && argc == 3)
        status = with_cgroup(tell, argv[2]);
    else if (!strcmp(word, "status") && argc == 2)
        status = tell_all();
    else if (!strcmp(word, "pin") && argc < 4)
        status = pin(pins);
    else if (!strcmp(word, "unpin") && argc < 4)
        status = programs_unpin(pins) ? EXIT_SUCCESS : EXIT_LAUNCHER;
    else if (!strcmp(word, "drop-in") && argc < 4)
        status = programs_print_drop_in(pins) ? EXIT_SUCCESS : EXIT_LAUNCHER;
    else
        complain("noreuseaddr-cgroup is for noreuseaddr --cgroup");
    if (status != EXIT_LAUNCHER && (fflush(stdout) || ferror(stdout))) {
        complain("standard output: %s", strerror(errno));
        return EXIT_LAUNCHER;
    }
    return status;
}
