/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "recording.h"

#include "audit/report_blocks.h"
#include "audit/report_map.h"
#include "launcher/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
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
    recording->processes = report->processes;
    recording->clients = report_clients(report);
    recording->unknown = report_unknown(report);
    report_free(report);
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
    struct report_file *file = report_map(recording->path, &why);
    if (file)
        munmap(file, sizeof *file);
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

bool recording_open(struct recording *recording, const char *path)
{
    memset(recording, 0, sizeof *recording);
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

/* Did the run leave the file in its place? */
static bool is_still_there(const struct recording *recording)
{
    struct stat opened, named;

    return fstat(recording->fd, &opened) ||
           (!stat(recording->path, &named) && opened.st_dev == named.st_dev &&
            opened.st_ino == named.st_ino);
}

struct report *recording_read(struct recording *recording)
{
    bool removed = access(recording->path, F_OK) && errno == ENOENT;

    if (!removed && !is_still_there(recording)) {
        recording->processes = recording->clients = recording->unknown = 0;
    }
    struct report *report = removed
                                ? report_read_descriptor(recording->fd, recording->path)
                                : report_read(recording->path);
    if (recording->temporary)
        remove_temporary(recording);
    return report;
}

void recording_undo(const struct recording *recording)
{
    if (recording->temporary)
        remove_temporary(recording);
    else if (recording->created)
        unlink(recording->path);
}
