/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "read.h"

#include "launcher/message.h"
#include "merge.h"
#include "unseen.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static uint32_t other_way_round(uint32_t n)
{
    return n >> 24 | (n >> 8 & 0xff00) | (n << 8 & 0xff0000) | n << 24;
}

/* Returns what is wrong with the header of a file of SIZE bytes, or NULL. */
static const char *header_fault(const struct report_header *header, size_t size)
{
    if (size < sizeof *header || memcmp(header->magic, REPORT_MAGIC, 8) != 0)
        return "not a report";
    if (header->byte_order == other_way_round(REPORT_BYTE_ORDER))
        return "made on another kind of machine";
    if (header->byte_order != REPORT_BYTE_ORDER)
        return "not a report";
    if (header->version != REPORT_VERSION)
        return "made by another version of noreuseaddr";
    if (header->size != sizeof(struct report_file) || header->rows != REPORT_ROWS ||
        header->places != REPORT_PLACES || header->modules != REPORT_MODULES ||
        header->programs != REPORT_PROGRAMS || header->frames != REPORT_FRAMES ||
        header->scripts != REPORT_SCRIPTS)
        return "damaged: its tables have other sizes";
    if (size < header->size)
        return "cut short";
    return size > header->size ? "damaged: longer than a report" : NULL;
}

/* Was the header not written yet?  The first process makes the file before it does. */
static bool is_blank(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size && i < sizeof(struct report_header); i++)
        if (bytes[i])
            return false;
    return size == 0 || size == sizeof(struct report_file);
}

struct report *report_from_bytes(const void *bytes, size_t size, const char **why)
{
    struct report_header header = {.magic = ""};
    bool blank = is_blank(bytes, size);

    memcpy(&header, bytes, size < sizeof header ? size : sizeof header);
    *why = blank ? NULL : header_fault(&header, size);
    if (*why)
        return NULL;
    struct report *report = calloc(1, sizeof *report);
    if (!report) {
        *why = strerror(ENOMEM);
        return NULL;
    }
    if (!blank) {
        memcpy(&report->file, bytes, sizeof report->file);
        report_merge(report);
    }
    return report;
}

/* Reads up to SIZE bytes of FD.  Returns how many there were, -1 with errno. */
static ssize_t read_all(int fd, char *bytes, size_t size)
{
    size_t have = 0;

    while (have < size) {
        ssize_t got = pread(fd, bytes + have, size - have, (off_t)have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

/*
 * What programs wrote by way of their mappings, for read(2) to find.  OpenBSD keeps
 * mapped pages apart from the blocks that read(2) gives, also when the last mapping is
 * gone (uvn_detach in sys/uvm/uvm_vnode.c), and msync(2) writes one to the other.
 * Linux has but one of both, and does nothing for MS_ASYNC (mm/msync.c).  The mapping
 * itself is not looked at.  What can't be mapped is read as it is.
 */
static void write_mapped(int fd)
{
    size_t size = sizeof(struct report_file);
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

    if (map == MAP_FAILED)
        return;
    msync(map, size, MS_ASYNC);
    munmap(map, size);
}

/*
 * The file is copied, not mapped.  A mapped file that somebody cuts short kills its
 * reader, and what was checked must not change afterwards.  Rows come first in the
 * file. They name slots of later tables, which were ready before.  So a copy made in
 * order is whole, even if the file is written meanwhile.
 */
static struct report *read_descriptor(int fd, const char **why)
{
    struct stat about;
    struct report *report = NULL;
    size_t size = sizeof(struct report_file) + 1; /* one more: is it longer? */
    char *bytes = malloc(size);

    if (!bytes || fstat(fd, &about)) {
        *why = strerror(errno);
    } else if (!S_ISREG(about.st_mode)) {
        *why = "not a regular file";
    } else {
        write_mapped(fd);
        ssize_t got = read_all(fd, bytes, size);
        if (got < 0)
            *why = strerror(errno);
        else
            report = report_from_bytes(bytes, (size_t)got, why);
    }
    free(bytes);
    return report;
}

struct report *report_read(const char *path)
{
    const char *why = NULL;
    struct report *report = NULL;
    /* O_NONBLOCK: without it the open of a FIFO waits for its other end. */
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

    if (fd < 0) {
        /* EMLINK is what FreeBSD says: its open(2). */
        why = errno == ELOOP || errno == EMLINK ? "a symbolic link is not followed"
                                                : strerror(errno);
    } else {
        report = read_descriptor(fd, &why);
        close(fd);
    }
    if (!report)
        complain("%s: %s", path, why);
    return report;
}

struct report *report_read_descriptor(int fd, const char *path)
{
    const char *why = NULL;
    struct report *report = read_descriptor(fd, &why);

    if (!report)
        complain("%s: %s", path, why);
    return report;
}

void report_free(struct report *report)
{
    if (report)
        report_free_unseen(report);
    free(report);
}

bool report_is_datagram(const struct report_row_key *key)
{
    /* UDP-Lite (136) takes its ports as UDP does: net/ipv4/udplite.c in Linux. */
    return key->protocol == IPPROTO_UDP || key->protocol == 136 ||
           (!key->protocol && key->call == REPORT_SEND);
}

bool report_is_client(const struct report_row_key *key)
{
    return key->verdict == REPORT_CLIENT ||
           (key->verdict == REPORT_PROTECT && report_is_datagram(key));
}

/* Was the socket counted when it was bound? */
static bool was_counted(const struct report_row_key *key)
{
    return report_is_datagram(key) && key->port == REPORT_ANY_PORT;
}

unsigned long long report_row_clients(const struct report_sum *row)
{
    return report_is_client(&row->key) && !was_counted(&row->key) ? row->count : 0;
}

unsigned long long report_clients(const struct report *report)
{
    unsigned long long clients = 0;

    for (size_t i = 0; i < report->rows; i++)
        clients = report_add(clients, report_row_clients(&report->row[i]));
    return clients;
}

unsigned long long report_unknown(const struct report *report)
{
    return (unsigned long long)report->lost_rows + report->damaged;
}

bool report_is_empty(const struct report *report)
{
    return !report->rows && !report->lost_rows && !report->damaged;
}
