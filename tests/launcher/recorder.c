/* SPDX-License-Identifier: ISC */
/*
 * A command for the tests of the launcher: recorder CLIENTS [STATUS [LOST]] records as
 * many client sockets as it is told to, in the report that the settings name, as the
 * library would, or that LOST found no row, and exits with STATUS.
 */
#include "config.h"

#include "fix/settings.h"
#include "report_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static struct report_file *map(const struct settings *options)
{
    char path[4096];

    snprintf(path, sizeof path, "%.*s", (int)options->report_length, options->report);
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (fd < 0 || ftruncate(fd, sizeof(struct report_file)))
        return NULL;
    void *file = mmap(NULL, sizeof(struct report_file), PROT_READ | PROT_WRITE,
                      MAP_SHARED, fd, 0);
    return file == MAP_FAILED ? NULL : file;
}

static void write_header(struct report_header *header)
{
    memcpy(header->magic, REPORT_MAGIC, sizeof header->magic);
    header->version = REPORT_VERSION;
    header->byte_order = REPORT_BYTE_ORDER;
    header->size = sizeof(struct report_file);
    header->rows = REPORT_ROWS;
    header->places = REPORT_PLACES;
    header->modules = REPORT_MODULES;
    header->programs = REPORT_PROGRAMS;
    header->frames = REPORT_FRAMES;
    header->scripts = REPORT_SCRIPTS;
    header->processes++;
}

static void write_row(struct report_row *row, unsigned clients)
{
    row->key = (struct report_row_key){
        .protocol = 6, /* TCP */
        .family = REPORT_IPV4,
        .flags = REPORT_REUSEADDR,
        .call = REPORT_CONNECT,
        .port = REPORT_NO_PORT,
        .verdict = REPORT_CLIENT,
        .action = REPORT_LEFT,
    };
    row->count += clients;
    row->first_time = row->last_time = (uint32_t)time(NULL);
    row->state = 12345;
}

int main(int argc, char **argv)
{
    struct settings options;
    struct settings_fault fault;

    if (argc < 2 || !settings_parse(getenv(SETTINGS_VARIABLE), &options, &fault))
        return 99;
    if (options.report) {
        struct report_file *file = map(&options);
        unsigned clients = (unsigned)atoi(argv[1]);
        if (!file)
            return 98;
        if (clients)
            write_row(&file->rows[REPORT_ROWS - 1], clients);
        if (argc > 3)
            file->start.header.lost_rows += (unsigned)atoi(argv[3]);
        write_header(&file->start.header); /* --follow has the process and its row */
    }
    puts("output of the command");
    return argc > 2 ? atoi(argv[2]) : 0;
}
