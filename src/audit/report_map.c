/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_map.h"

#include "report_blocks.h"
#include "report_tables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct report_header fresh = {
    .magic = REPORT_MAGIC,
    .version = REPORT_VERSION,
    .byte_order = REPORT_BYTE_ORDER,
    .size = sizeof(struct report_file),
    .rows = REPORT_ROWS,
    .places = REPORT_PLACES,
    .modules = REPORT_MODULES,
    .programs = REPORT_PROGRAMS,
    .frames = REPORT_FRAMES,
    .scripts = REPORT_SCRIPTS,
};

enum { CONSTANT_PART = offsetof(struct report_header, processes) };

/*
 * Blocks for all of the file, now: a write to a mapped page for which the file system
 * finds no room later ends the process (SIGBUS).  That remains where blocks can't be
 * had beforehand: on OpenBSD and macOS, on ZFS (EINVAL), with musl on some file
 * systems.  The size comes first, in one step: where the file system can't do it (ext2,
 * NFS before 4.2) glibc's posix_fallocate writes block after block, and a process that
 * came meanwhile would find a file that is neither empty nor a report.
 */
static int allot(int fd)
{
    enum { SIZE = sizeof(struct report_file), LEAST = 1 << 16 };
    int error = 0;
    struct rlimit limit;

    /* Beyond it the kernel would end the process (SIGXFSZ). */
    if (!getrlimit(RLIMIT_FSIZE, &limit) && limit.rlim_cur < SIZE)
        return EFBIG;
    if (ftruncate(fd, SIZE))
        return errno;
#if HAVE_POSIX_FALLOCATE
    /* On tmpfs a signal ends it with EINTR, and what was done is undone
     * (shmem_fallocate in mm/shmem.c; Linux 6.1 does so, 6.18 does not): under a
     * profiler's timer it may never come to an end but in pieces. */
    for (int at = 0, piece = SIZE; at < SIZE && (!error || error == EINTR);) {
        error = posix_fallocate(fd, at, SIZE - at < piece ? SIZE - at : piece);
        if (!error)
            at += piece;
        else if (piece > LEAST)
            piece /= 2;
    }
#endif
    return error == EOPNOTSUPP || error == EINVAL ? 0 : error;
}

/*
 * A file of the right size may be a copy with holes where there were zeros, or one that
 * truncate made.  The sum includes the blocks that hold the numbers of others (ext2),
 * so it can't say that the last few are missing, where the disk was full.  Then nobody
 * has begun to write.
 */
static bool has_holes(int fd)
{
    char begun = 0;

    return report_blocks(fd) < sizeof(struct report_file) ||
           pread(fd, &begun, 1, 0) != 1 || !begun;
}

/* What has no end to seek is no file: ESPIPE.  A device has one at 0, and no room. */
static bool make_size(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);

    if (size && size != sizeof(struct report_file))
        errno = EINVAL;
    else
        errno = has_holes(fd) ? allot(fd) : 0;
    return !errno;
}

/*
 * Several processes may find a fresh file at once; all write the same.  So where one of
 * them is at it, or was killed at it, each byte is either still 0 or right already.
 */
static bool make_header(struct report_header *header)
{
    const unsigned char *there = (const unsigned char *)header;
    const unsigned char *wanted = (const unsigned char *)&fresh;

    for (size_t i = 0; i < CONSTANT_PART; i++)
        if (there[i] && there[i] != wanted[i])
            return false;
    memcpy(header, &fresh, CONSTANT_PART);
    return true;
}

static const char *why_not(void)
{
    switch (errno) {
    case EINVAL:
    case ENODEV:
        return "not a report";
    case ELOOP:
        return "a symbolic link, which is not followed";
    case ENOENT:
        return "no such directory";
    case EACCES:
    case EPERM:
        return "no permission";
    case EROFS:
        return "the file system is read-only";
    case EFBIG:
        return "larger than a file may be here (ulimit -f)";
    case ENOSPC:
        return "no space left";
    default:
        return "can't be opened";
    }
}

static struct report_file *map(int fd, const char **why)
{
    void *memory;
    size_t size;

    if (!make_size(fd)) {
        *why = why_not();
        return NULL;
    }
    memory = report_tables_at_load(fd, &size);
    if (memory == MAP_FAILED) {
        /* A device may take a length and still not be one that can be mapped. */
        *why = errno == EINVAL || errno == ENODEV ? why_not() : "can't be mapped";
        return NULL;
    }
    struct report_file *file = memory;
    if (make_header(&file->start.header))
        return file;
    *why = "not a report of this version";
    munmap(memory, size);
    return NULL;
}

__attribute__((cold)) struct report_file *report_map(const char *path, const char **why)
{
    struct report_file *file;
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

    if (fd < 0) {
        *why = why_not();
        return NULL;
    }
    file = map(fd, why);
    close(fd);
    return file;
}

const char *report_run_word(const char *text, const char *end)
{
    static const char word[] = "report=/proc/";
    const char *found = NULL;

    while (text && text < end) {
        if (!strncmp(text, word, sizeof word - 1))
            found = strchr(text, '=') + 1;
        text = strchr(text, ',');
        text = text ? text + 1 : NULL;
    }
    return found && found < end ? found : NULL;
}

/* Reads a hexadecimal number at *TEXT and moves past it.  Not by strtoull, which is
 * another symbol since glibc 2.38. */
static uint64_t read_number(const char **text)
{
    static const char digits[] = "0123456789abcdef";
    const char *digit;
    uint64_t number = 0;

    for (; **text && (digit = strchr(digits, **text)); ++*text)
        number = number << 4 | (uint64_t)(digit - digits);
    return number;
}

/* Is FILE, which was mapped, one that a launcher has made? */
static bool is_made(const struct report_file *file)
{
    return !memcmp(&file->start.header, &fresh, CONSTANT_PART);
}

/* The report at PATH if it is the file IDENTITY, whose size does not change any more.
 */
static struct report_file *map_same(const char *path, int flags,
                                    const struct report_identity *identity)
{
    struct report_identity found;
    struct report_file *file = MAP_FAILED;
    size_t size = 0;

    /* Asked first: to open a device or a FIFO would have effects. */
    if (!report_identify(-1, path, &found) ||
        memcmp(&found, identity, sizeof found) != 0)
        return NULL;
    int fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
    if (fd < 0)
        return NULL;
    if (report_identify(fd, NULL, &found) && !memcmp(&found, identity, sizeof found) &&
        lseek(fd, 0, SEEK_END) == sizeof *file)
        file = report_tables_at_load(fd, &size);
    close(fd);
    if (file == MAP_FAILED)
        return NULL;
    if (is_made(file))
        return file;
    munmap(file, size);
    return NULL;
}

struct report_file *report_map_of_run(const char *run, const char *path)
{
    struct report_identity identity;
    char name[64];
    size_t length = strcspn(run, ":,");

    if (length >= sizeof name || run[length] != ':')
        return NULL;
    memcpy(name, run, length);
    name[length] = '\0';
    run += length + 1;
    identity.device = read_number(&run);
    if (*run++ != ':')
        return NULL;
    identity.inode = read_number(&run);
    struct report_file *file = map_same(path, O_NOFOLLOW, &identity);
    return file ? file : map_same(name, 0, &identity);
}
