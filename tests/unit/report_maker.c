/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_maker.h"

#include "launcher/report/table.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct report_file made;

void make_nothing(void)
{
    struct report_header *header = &made.start.header;

    memset(&made, 0, sizeof made);
    memcpy(header->magic, REPORT_MAGIC, sizeof header->magic);
    header->version = REPORT_VERSION;
    header->byte_order = REPORT_BYTE_ORDER;
    header->size = sizeof made;
    header->rows = REPORT_ROWS;
    header->places = REPORT_PLACES;
    header->modules = REPORT_MODULES;
    header->programs = REPORT_PROGRAMS;
    header->frames = REPORT_FRAMES;
    header->scripts = REPORT_SCRIPTS;
}

uint16_t make_module(const char *path)
{
    uint16_t slot = 1;

    while (made.modules[slot].state)
        slot++;
    struct report_module *module = &made.modules[slot];
    module->state = 1000u + slot;
    module->path_length = (uint16_t)strlen(path);
    memcpy(module->path, path, strlen(path));
    return slot;
}

uint16_t make_place(uint16_t module, uint64_t offset)
{
    uint16_t slot = 1;

    while (made.places[slot].state)
        slot++;
    made.places[slot].state = 2000u + slot;
    make_caller(slot, module, offset);
    return slot;
}

uint16_t make_script(const char *file, uint32_t line, const char *function)
{
    uint16_t slot = 1;

    while (made.scripts[slot].state)
        slot++;
    struct report_script *script = &made.scripts[slot];
    script->state = 5000u + slot;
    script->line = line;
    strcpy(script->file, file);
    strcpy(script->function, function);
    return slot;
}

void make_caller(uint16_t place, uint16_t module, uint64_t offset)
{
    struct report_place *to = &made.places[place];

    to->module[to->frames] = module;
    to->offset[to->frames++] = offset;
}

uint16_t make_program(const char *words)
{
    uint16_t slot = 1;

    while (made.programs[slot].state)
        slot++;
    struct report_program *program = &made.programs[slot];
    program->state = 3000u + slot;
    program->length = (uint16_t)(strlen(words) + 1);
    memcpy(program->words, words, strlen(words));
    for (char *c = program->words; (c = strchr(c, '|'));)
        *c++ = '\0';
    return slot;
}

void make_owner(uint16_t slot, const char *words)
{
    struct report_program *program = &made.programs[slot];
    char *owner = program->words + program->length;

    program->owner = (uint8_t)strlen(words);
    memcpy(owner, words, strlen(words));
    for (char *c = owner; (c = memchr(c, '|', program->owner));)
        *c++ = '\0';
}

struct report_row *make_row(uint16_t program, uint16_t setter, uint16_t caller,
                            uint32_t count)
{
    struct report_row *row = &made.rows[1];

    while (row->state)
        row++;
    row->state = 4000;
    row->key = (struct report_row_key){
        .program = program,
        .setter = setter,
        .caller = caller,
        .protocol = 6,
        .family = REPORT_IPV4,
        .flags = REPORT_REUSEADDR,
        .call = REPORT_CONNECT,
        .port = REPORT_NO_PORT,
        .verdict = REPORT_CLIENT,
        .action = REPORT_LEFT,
    };
    row->count = count;
    row->first_time = 1700000000;
    row->last_time = 1700000060;
    make_address(&row->first, 80);
    make_address(&row->last, 443);
    made.start.header.processes = 1;
    made.start.header.flags_set += count;
    return row;
}

void make_address(struct report_address *address, uint16_t port)
{
    uint32_t word[4] = {htonl(INADDR_LOOPBACK)};

    for (int i = 0; i < 4; i++)
        address->word[i] = word[i];
    address->port = port | REPORT_HAS_ADDRESS;
    address->check = report_address_check(word, address->port);
}

struct report *read_made(void)
{
    const char *why = NULL;
    struct report *report = report_from_bytes(&made, sizeof made, &why);

    ck_assert_msg(report != NULL, "refused: %s", why);
    return report;
}

bool make_verbose;

char *print_made(unsigned columns)
{
    char *text = NULL;
    size_t size;
    struct report *report = read_made();
    struct report_style style = {
        .colour = false, .verbose = make_verbose, .columns = columns};
    FILE *to = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(to);
    struct report_findings *findings = report_findings_open(report, NULL);
    ck_assert_ptr_nonnull(findings);
    report_table_print(to, findings, &style);
    fclose(to);
    report_findings_close(findings);
    report_free(report);
    return text;
}
