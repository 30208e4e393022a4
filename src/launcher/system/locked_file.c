/* SPDX-License-Identifier: ISC */
/*
 * The lock is a file of its own that only root can open: whoever can read a file can
 * lock it, and keep it locked.  The lock ends with the process.  A killed one leaves
 * the lock file behind, unlocked, and the next one uses it.
 */
#include "config.h"

#include "locked_file.h"

#include "features.h"

#include "launcher/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK ".noreuseaddr.lock"
#define TEMPORARY ".noreuseaddr.new"

static bool failed(const char *path)
{
    complain("%s: %s", path, strerror(errno));
    return false;
}

/* Reads all, which may be more or less than the file's size was a moment ago. */
static bool read_whole(int fd, struct text *text)
{
    size_t size = 0;

    for (;;) {
        if (text->length == size) {
            char *bytes = realloc(text->bytes, size += BUFSIZ);
            if (!bytes)
                return false;
            text->bytes = bytes;
        }
        ssize_t more = read(fd, text->bytes + text->length, size - text->length);
        if (more <= 0)
            return more == 0;
        text->length += (size_t)more;
    }
}

bool locked_file_read(const char *path, struct text *text)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;

    text->length = 0;
    text->bytes = NULL;
    if (fd < 0) {
        text->bytes = errno == ENOENT ? malloc(1) : NULL;
        return text->bytes || failed(path);
    }
    bool good = !fstat(fd, &status);
    if (good && !S_ISREG(status.st_mode)) {
        good = false;
        errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    }
    good = (good && read_whole(fd, text)) || failed(path);
    close(fd);
    if (!good)
        free(text->bytes);
    return good;
}

/*
 * A symbolic link stays, and the file that it names is replaced in that file's own
 * directory; the loader follows the link too.  A link to nothing is refused: nobody
 * knows what should be there.
 */
static bool resolve(const char *path, char resolved[PATH_MAX])
{
    struct stat status;

    if (realpath(path, resolved))
        return true;
    return errno == ENOENT && lstat(path, &status) &&
           snprintf(resolved, PATH_MAX, "%s", path) < PATH_MAX;
}

/* Is the lock file still the one that was opened?  The process that had it locked
 * removes it at its end. */
static bool still_there(const struct locked_file *file)
{
    struct stat opened, named;

    return !fstat(file->lock, &opened) &&
           !fstatat(file->directory, LOCK, &named, AT_SYMLINK_NOFOLLOW) &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

static bool lock(struct locked_file *file)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    for (;;) {
        file->lock = openat(file->directory, LOCK,
                            O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file->lock < 0)
            return false;
        while (fcntl(file->lock, F_SETLKW, &whole))
            if (errno != EINTR) {
                close(file->lock);
                return false;
            }
        if (still_there(file))
            return true;
        close(file->lock);
    }
}

/* Stores in FILE where it is, and opens its directory.  Returns false with errno set;
 * ENOENT tells of a link to nothing. */
static bool open_directory(const char *path, struct locked_file *file)
{
    char directory[PATH_MAX];

    if (!resolve(path, file->path))
        return false;
    file->is_link = strcmp(path, file->path) != 0;
    memcpy(directory, file->path, PATH_MAX);
    *strrchr(directory, '/') = '\0';
    file->directory =
        open(*directory ? directory : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return file->directory >= 0;
}

bool locked_file_is_locked(const char *path)
{
    struct locked_file file;
    struct stat status;

    if (!open_directory(path, &file))
        return false;
    bool locked = !fstatat(file.directory, LOCK, &status, AT_SYMLINK_NOFOLLOW);
    close(file.directory);
    return locked;
}

bool locked_file_lock(const char *path, struct locked_file *file)
{
    if (!open_directory(path, file)) {
        complain("%s: %s", path,
                 errno == ENOENT ? "a symbolic link to nothing" : strerror(errno));
        return false;
    }
    if (lock(file))
        return true;
    failed(file->path);
    close(file->directory);
    return false;
}

void locked_file_unlock(struct locked_file *file)
{
    unlinkat(file->directory, TEMPORARY, 0); /* what a killed process left, if any */
    unlinkat(file->directory, LOCK, 0);
    close(file->lock);
    close(file->directory);
}

static const char *base_name(const struct locked_file *file)
{
    return strrchr(file->path, '/') + 1;
}

static bool write_whole(int fd, const struct text *text)
{
    for (size_t done = 0; done < text->length;) {
        ssize_t more = write(fd, text->bytes + done, text->length - done);
        if (more < 0)
            return false;
        done += (size_t)more;
    }
    return true;
}

/* The owner comes first: chown(2) may take bits off the mode.  An access control list
 * comes last: chmod(2) changes it. */
static bool copy_status(int from, int to)
{
    struct stat status;

    return !fstat(from, &status) && !fchown(to, status.st_uid, status.st_gid) &&
           !fchmod(to, status.st_mode & 07777) &&
           (!this_system.copy_attributes || this_system.copy_attributes(from, to));
}

/* Makes the new file FD like the one that it replaces, if there is one. */
static bool take_over_status(const struct locked_file *file, int fd)
{
    int old = openat(file->directory, base_name(file),
                     O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);

    if (old < 0)
        return errno == ENOENT && !fchmod(fd, 0644);
    bool good = copy_status(old, fd);
    int error = errno;
    close(old);
    errno = error;
    return good;
}

static bool write_temporary(const struct locked_file *file, const struct text *text)
{
    if (unlinkat(file->directory, TEMPORARY, 0) && errno != ENOENT)
        return false;
    int fd = openat(file->directory, TEMPORARY,
                    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool good = write_whole(fd, text) && take_over_status(file, fd) && !fsync(fd);
    int error = errno;
    if (close(fd) && good)
        return false;
    errno = error;
    return good;
}

bool locked_file_replace(const struct locked_file *file, const struct text *text)
{
    const char *name = base_name(file);
    bool good = text->length || file->is_link
                    ? write_temporary(file, text) &&
                          !renameat(file->directory, TEMPORARY, file->directory, name)
                    : !unlinkat(file->directory, name, 0);

    if (!good)
        return failed(file->path);
    return !fsync(file->directory) || failed(file->path);
}
