/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "recording.h"

#include "audit/exec_slot.h"
#include "audit/report_blocks.h"
#include "audit/report_map.h"
#include "launcher/message.h"
#include "launcher/program/find.h"
#include "pass_on.h"
#include "unseen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Returns false, since the run goes without. */
static bool give_up(struct recording *recording, const char *path, const char *why)
{
    complain("%s: %s; there will be no report", path, why);
    *recording->path = '\0';
    return false;
}

/* In a directory of its own, which goes at the end: a process that starts later can't
 * make the file again. */
static bool make_directory(struct recording *recording)
{
    const char *name = getenv("TMPDIR");
    char root[PATH_MAX];

    if (!name || !*name)
        name = "/tmp";
    if (!realpath(name, root))
        return give_up(recording, name, strerror(errno));
    if (strchr(root, ','))
        return give_up(recording, root, "a setting can't hold a comma");
    int length = snprintf(recording->path, PATH_MAX, "%s/noreuseaddr-XXXXXX", root);
    if (length >= PATH_MAX - (int)sizeof "/report")
        return give_up(recording, root, strerror(ENAMETOOLONG));
    if (!mkdtemp(recording->path))
        return give_up(recording, root, strerror(errno));
    strcat(recording->path, "/report"); /* NOLINT: there is room */
    recording->temporary = true;
    return true;
}

static void remove_temporary(const struct recording *recording)
{
    char directory[PATH_MAX];

    unlink(recording->path);
    snprintf(directory, sizeof directory, "%s", recording->path);
    *strrchr(directory, '/') = '\0';
    rmdir(directory);
}

/* The file is there; is it one that counts may be added to? */
static bool read_before(struct recording *recording)
{
    struct report *report = report_read(recording->path);

    if (!report)
        return false;
    report_name_unseen(report, &recording->preload);
    recording->processes = report->processes;
    recording->before = report_before(report);
    recording->old = report;
    return true;
}

/* Makes the open file a report.  Returns why it can't be one, or NULL. */
static const char *make(struct recording *recording, int fd)
{
    const char *why = NULL;

    /* Not as stderr, should that be closed. */
    recording->fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (recording->fd < 0)
        return strerror(errno);
    recording->file = report_map(recording->path, &why);
    return why;
}

static bool open_for_writing(struct recording *recording)
{
    int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    int fd = open(recording->path, flags | O_CREAT | O_EXCL, 0600);
    const char *why = NULL;

    recording->created = fd >= 0;
    if (fd < 0 && errno == EEXIST) {
        if (!read_before(recording))
            return false;
        fd = open(recording->path, flags);
    }
    if (fd < 0) {
        why = strerror(errno);
    } else {
        why = make(recording, fd);
        close(fd);
    }
    if (!why)
        return true;
    recording_undo(recording);
    give_up(recording, recording->path, why);
    return true;
}

bool recording_open(struct recording *recording, const char *path,
                    const struct preload *preload)
{
    memset(recording, 0, sizeof *recording);
    recording->preload = *preload;
    if (path)
        snprintf(recording->path, PATH_MAX, "%s", path);
    else if (!make_directory(recording))
        return true;
    return open_for_writing(recording);
}

void recording_settings(const struct recording *recording,
                        char text[RECORDING_SETTINGS])
{
    struct report_identity file;

    *text = '\0';
    if (report_identify(recording->fd, NULL, &file))
        snprintf(text, RECORDING_SETTINGS, REPORT_RUN_FORMAT ",report=", (long)getpid(),
                 recording->fd, file.device, file.inode);
    strcat(text, recording->path); /* NOLINT: there is room */
}

bool recording_is_in(const struct recording *recording, const char *run)
{
    struct report_identity file;
    char text[64];

    if (!report_identify(recording->fd, NULL, &file))
        return false;
    snprintf(text, sizeof text, ":%" PRIx64 ":%" PRIx64 ",", file.device, file.inode);
    return strstr(run, text);
}

void recording_note(struct recording *recording, const char *command)
{
    char path[PATH_MAX], directory[PATH_MAX];

    if (!HAVE_EXEC_WATCH || !program_find(command, path))
        return; /* exec will tell */
    if (*path == '/' || !getcwd(directory, sizeof directory))
        *directory = '\0';
    recording->command = exec_slot(recording->file, path, directory, false);
    exec_slot_count(recording->file, recording->command, false);
}

/* Did the run leave the file in its place? */
static bool is_still_there(const struct recording *recording)
{
    struct stat opened, named;

    return fstat(recording->fd, &opened) ||
           (!stat(recording->path, &named) && opened.st_dev == named.st_dev &&
            opened.st_ino == named.st_ino);
}

/* A program that was started last, and that nothing waits for, may still be about to
 * load; nothing tells when it has. */
static struct report *read_when_quiet(const char *path, int fd)
{
    static const struct timespec moment = {.tv_nsec = 20L * 1000 * 1000};
    enum { MOMENTS = 5 };
    struct report *report;

    for (int i = 0;; i++) {
        report = fd < 0 ? report_read(path) : report_read_descriptor(fd, path);
        if (!report || i == MOMENTS || !report_silent(report))
            return report;
        nanosleep(&moment, NULL);
        report_free(report);
    }
}

struct report *recording_read(struct recording *recording)
{
    bool removed = access(recording->path, F_OK) && errno == ENOENT;

    if (!removed && !is_still_there(recording)) {
        recording->processes = 0;
        recording->before = (struct report_before){0};
        report_free(recording->old);
        recording->old = NULL;
    }
    struct report *report =
        read_when_quiet(recording->path, removed ? recording->fd : -1);
    if (recording->temporary)
        remove_temporary(recording);
    if (report)
        report_name_unseen(report, &recording->preload);
    return report;
}

/*
 * The outer run has noted the command, too: its library is in this launcher.  So that
 * start is not passed on, but that the command has come is.
 */
void recording_pass_on(const struct recording *recording, struct report *report,
                       const char *outer)
{
    const char *path = strchr(outer, ',');
    struct report_file *to =
        path ? report_map_of_run(outer, path + strlen(",report=")) : NULL;

    if (!to)
        return;
    if (recording->command)
        report->file.execs[recording->command].started--;
    report_pass_on(report, recording->old, to);
    munmap(to, sizeof *to);
}

void recording_undo(const struct recording *recording)
{
    if (recording->temporary)
        remove_temporary(recording);
    else if (recording->created)
        unlink(recording->path);
    else if (recording->file)
        exec_slot_count(recording->file, recording->command, true);
}
