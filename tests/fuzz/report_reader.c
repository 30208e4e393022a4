/* SPDX-License-Identifier: ISC */
/*
 * The reader of report files, the table, JSON, and what is passed on to another report.
 * The first byte of an input tells whether the rest is a whole file (odd), or a few
 * records that are laid over a good and empty one, since chance alone would never write
 * a megabyte with the right numbers.
 */
#include "config.h"

#include "report_file.h"

#include "launcher/report/apart.h"
#include "launcher/report/gen_suppressions.h"
#include "launcher/report/github.h"
#include "launcher/report/json.h"
#include "launcher/report/markdown.h"
#include "launcher/report/pass_on.h"
#include "launcher/report/read.h"
#include "launcher/report/sarif.h"
#include "launcher/report/table.h"
#include "launcher/report/unseen.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static struct report_file file, passed;
static const struct preload no_preload = {"", "", true};

static void make_header(void)
{
    struct report_header *header = &file.start.header;

    memset(&file, 0, sizeof file);
    memcpy(header->magic, REPORT_MAGIC, sizeof header->magic);
    header->version = REPORT_VERSION;
    header->byte_order = REPORT_BYTE_ORDER;
    header->size = sizeof file;
    header->rows = REPORT_ROWS;
    header->places = REPORT_PLACES;
    header->modules = REPORT_MODULES;
    header->programs = REPORT_PROGRAMS;
    header->frames = REPORT_FRAMES;
    header->scripts = REPORT_SCRIPTS;
}

/* Lays the records in DATA over the file: each a table, a slot and a length, of one
 * byte each, then as many bytes for the slot. */
static void lay_over(const uint8_t *data, size_t size)
{
    const struct {
        void *base;
        size_t size;
    } table[] = {
        {&file.start.header.processes, 36},     {file.rows, sizeof *file.rows},
        {file.places, sizeof *file.places},     {file.modules, sizeof *file.modules},
        {file.programs, sizeof *file.programs}, {file.scripts, sizeof *file.scripts},
        {file.execs, sizeof *file.execs},
    };

    while (size >= 3) {
        size_t which = data[0] % 6, slot = which ? data[1] % 16 : 0;
        size_t length = 2 * (size_t)data[2];
        data += 3;
        size -= 3;
        length = length < size ? length : size;
        size_t room = length < table[which].size ? length : table[which].size;
        memcpy((char *)table[which].base + slot * table[which].size, data, room);
        data += length;
        size -= length;
    }
}

static void print(const struct report *report)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    struct report_style style = {.colour = false, .columns = 80};

    HOLDS(to);
    report_look_up_here();
    struct report_findings *findings = report_findings_open(report, NULL);
    HOLDS(findings);
    report_table_print(to, findings, &style);
    fflush(to);
    for (size_t i = 0; i < size; i++) /* nothing that a terminal may act on */
        HOLDS(text[i] == '\n' || (text[i] >= ' ' && text[i] <= '~'));
    HOLDS(!HAVE_JANSSON || report_json_print(to, findings, false));
    report_github_print(to, findings);
    report_markdown_print(to, findings);
    report_gen_suppressions(to, findings);
    HOLDS(!HAVE_JANSSON || report_sarif_print(to, findings));
    report_findings_close(findings);
    fclose(to);
    free(text);
}

static struct report *read_whole(const uint8_t *data, size_t size)
{
    const char *why;
    char *bytes = fuzz_bytes(data, size);
    struct report *report = report_from_bytes(bytes, size, &why);

    free(bytes);
    return report;
}

static struct report *read_records(const uint8_t *data, size_t size)
{
    const char *why;

    make_header();
    lay_over(data, size);
    struct report *report = report_from_bytes(&file, sizeof file, &why);
    HOLDS(report);
    return report;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    struct report *report =
        data[0] % 2 ? read_whole(data + 1, size - 1) : read_records(data + 1, size - 1);
    if (report) {
        HOLDS(report_name_unseen(report, &no_preload));
        print(report);
        report_pass_on(report, NULL, &passed);
    }
    report_free(report);
    return 0;
}
