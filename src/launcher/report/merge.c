/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "merge.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A slot's number, by the slot; 0 for one that can't be used. */
typedef uint16_t numbers[REPORT_PLACES];

unsigned long long report_add(unsigned long long a, unsigned long long b)
{
    return a > LLONG_MAX || b > LLONG_MAX - a ? LLONG_MAX : a + b;
}

static unsigned long long counter(uint32_t low, uint32_t carry)
{
    return report_add((unsigned long long)(carry & INT32_MAX) << 32, low);
}

static int compare_numbers(unsigned long long a, unsigned long long b)
{
    return a < b ? -1 : a > b;
}

static int compare_bytes(const void *a, size_t a_length, const void *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);

    return order ? order : compare_numbers(a_length, b_length);
}

/* The compare functions get pointers to pointers to slots, as qsort gives them. */
static int compare_modules(const void *left, const void *right)
{
    const struct report_module *a = *(const struct report_module *const *)left;
    const struct report_module *b = *(const struct report_module *const *)right;
    int order = compare_bytes(a->path, a->path_length, b->path, b->path_length);

    if (!order)
        order = compare_numbers(a->is_cut, b->is_cut);
    if (!order)
        order = compare_bytes(a->build_id, a->build_id_length, b->build_id,
                              b->build_id_length);
    return order;
}

static int compare_programs(const void *left, const void *right)
{
    const struct report_program *a = *(const struct report_program *const *)left;
    const struct report_program *b = *(const struct report_program *const *)right;
    int order = compare_bytes(a->words, a->length, b->words, b->length);

    if (!order)
        order = compare_bytes(a->words + a->length, a->owner, b->words + b->length,
                              b->owner);
    return order ? order : compare_numbers(a->is_cut, b->is_cut);
}

static int compare_places(const void *left, const void *right)
{
    const struct report_place *a = *(const struct report_place *const *)left;
    const struct report_place *b = *(const struct report_place *const *)right;
    int order = 0;

    for (int i = 0; i < REPORT_FRAMES && !order; i++) {
        order = compare_numbers(a->module[i], b->module[i]);
        if (!order)
            order = compare_numbers(a->offset[i], b->offset[i]);
    }
    if (!order)
        order = compare_numbers(a->script, b->script);
    return order ? order : compare_numbers(a->frames, b->frames);
}

static int compare_scripts(const void *left, const void *right)
{
    const struct report_script *a = *(const struct report_script *const *)left;
    const struct report_script *b = *(const struct report_script *const *)right;
    int order = strcmp(a->file, b->file);

    if (!order)
        order = compare_numbers(a->line, b->line);
    if (!order)
        order = strcmp(a->function, b->function);
    return order ? order : compare_numbers(a->is_cut, b->is_cut);
}

/*
 * Numbers the COUNT slots in SLOT by their content, from 1 on, and leaves one for each
 * number in SLOT.  NUMBER gets the number for each slot of the table that starts at
 * BASE and has slots of SIZE bytes.  Returns the greatest number plus one.
 */
static size_t number_slots(const void **slot, size_t count, const void *base,
                           size_t size, int (*compare)(const void *, const void *),
                           numbers number)
{
    size_t last = 0;

    qsort(slot, count, sizeof *slot, compare);
    for (size_t i = 0; i < count; i++) {
        if (!i || compare(&slot[last - 1], &slot[i]) != 0)
            slot[last++] = slot[i];
        number[(size_t)((const char *)slot[i] - (const char *)base) / size] =
            (uint16_t)last;
    }
    return last + 1;
}

static void number_modules(struct report *report, numbers number)
{
    static const void *slot[REPORT_MODULES]; /* large for a stack */
    size_t count = 0;

    for (size_t i = 1; i < REPORT_MODULES; i++) {
        struct report_module *module = &report->file.modules[i];
        if (module->state < SLOT_READY || module->path_length > sizeof module->path ||
            module->build_id_length > sizeof module->build_id)
            continue;
        module->path_length = (uint16_t)strnlen(module->path, module->path_length);
        module->is_cut = module->is_cut != 0;
        slot[count++] = module;
    }
    report->modules =
        number_slots(slot, count, report->file.modules, sizeof(struct report_module),
                     compare_modules, number);
    for (size_t i = 1; i < report->modules; i++)
        report->module[i] = slot[i - 1];
}

static void number_programs(struct report *report, numbers number)
{
    static const void *slot[REPORT_PROGRAMS]; /* large for a stack */
    size_t count = 0;

    for (size_t i = 1; i < REPORT_PROGRAMS; i++) {
        struct report_program *program = &report->file.programs[i];
        if (program->state < SLOT_READY || program->length > sizeof program->words)
            continue;
        program->is_cut = program->is_cut != 0;
        if (program->owner > sizeof program->words - program->length)
            program->owner = 0;
        slot[count++] = program;
    }
    report->programs =
        number_slots(slot, count, report->file.programs, sizeof(struct report_program),
                     compare_programs, number);
    for (size_t i = 1; i < report->programs; i++)
        report->program[i] = slot[i - 1];
}

static void number_scripts(struct report *report, numbers number)
{
    static const void *slot[REPORT_SCRIPTS]; /* large for a stack */
    size_t count = 0;

    for (size_t i = 1; i < REPORT_SCRIPTS; i++) {
        struct report_script *script = &report->file.scripts[i];
        if (script->state < SLOT_READY || !*script->file)
            continue;
        script->file[sizeof script->file - 1] = '\0';
        script->function[sizeof script->function - 1] = '\0';
        script->line = script->line > INT_MAX ? 0 : script->line;
        slot[count++] = script;
    }
    report->scripts =
        number_slots(slot, count, report->file.scripts, sizeof(struct report_script),
                     compare_scripts, number);
    for (size_t i = 1; i < report->scripts; i++)
        report->script[i] = slot[i - 1];
}

static void name_modules_by_number(struct report_place *place, const numbers number)
{
    for (size_t i = 0; i < REPORT_FRAMES; i++) {
        bool used = i < place->frames;
        bool known = used && place->module[i] < REPORT_MODULES;
        place->module[i] = known ? number[place->module[i]] : 0;
        /* Without a module it means nothing to anybody but the process that was. */
        place->offset[i] = place->module[i] ? place->offset[i] : 0;
    }
}

static void number_places(struct report *report, const numbers module,
                          const numbers script, numbers number)
{
    static const void *slot[REPORT_PLACES]; /* large for a stack */
    size_t count = 0;

    for (size_t i = 1; i < REPORT_PLACES; i++) {
        struct report_place *place = &report->file.places[i];
        if (place->state < SLOT_READY || !place->frames ||
            place->frames > REPORT_FRAMES)
            continue;
        name_modules_by_number(place, module);
        place->script = place->script < REPORT_SCRIPTS ? script[place->script] : 0;
        slot[count++] = place;
    }
    report->places = number_slots(slot, count, report->file.places,
                                  sizeof(struct report_place), compare_places, number);
    for (size_t i = 1; i < report->places; i++)
        report->place[i] = slot[i - 1];
}

bool report_is_possible(const struct report_row_key *key)
{
    return key->program < REPORT_PROGRAMS && key->setter < REPORT_PLACES &&
           key->caller < REPORT_PLACES && key->flags <= 3 &&
           (!key->family || key->family == REPORT_IPV4 || key->family == REPORT_IPV6) &&
           key->call >= REPORT_CONNECT && key->call <= REPORT_SEND &&
           key->port >= REPORT_NO_PORT && key->port <= REPORT_FAILED_PORT &&
           key->verdict >= REPORT_CLIENT && key->verdict <= REPORT_KEPT_SETTING &&
           key->action >= REPORT_LEFT && key->action <= REPORT_AROUND &&
           key->before <= 1;
}

static struct report_moment moment(uint32_t time, const struct report_address *address)
{
    struct report_moment moment = {.time = time};
    uint32_t port = address->port;

    for (int i = 0; i < 4; i++)
        moment.word[i] = address->word[i];
    if (!port || address->check != report_address_check(moment.word, port))
        return (struct report_moment){.time = time};
    moment.port = (uint16_t)port;
    moment.has_port = true;
    moment.has_address = port & REPORT_HAS_ADDRESS;
    return moment;
}

/* Reads ROW into SUM; false if it can't be. */
static bool read_row(const struct report_row *row, const numbers program,
                     const numbers place, struct report_sum *sum)
{
    *sum = (struct report_sum){.key = row->key};
    if (!report_is_possible(&sum->key))
        return false;
    if (!sum->key.protocol && row->learned_protocol <= UINT16_MAX)
        sum->key.protocol = (uint16_t)row->learned_protocol;
    sum->key.program = program[sum->key.program];
    sum->key.setter = place[sum->key.setter];
    sum->key.caller = place[sum->key.caller];
    sum->key.unused = 0;
    sum->count = counter(row->count, row->carry);
    sum->listened = counter(row->listened, row->listened_carry);
    if (sum->listened > sum->count)
        sum->listened = sum->count;
    sum->first = moment(row->first_time, &row->first);
    sum->last = moment(row->last_time, &row->last);
    return true;
}

static int compare_keys(const void *left, const void *right)
{
    const struct report_row_key *a = &((const struct report_sum *)left)->key;
    const struct report_row_key *b = &((const struct report_sum *)right)->key;
    const size_t bytes = offsetof(struct report_row_key, family);
    int order = compare_numbers(a->program, b->program);

    if (!order)
        order = compare_numbers(a->setter, b->setter);
    if (!order)
        order = compare_numbers(a->caller, b->caller);
    if (!order)
        order = compare_numbers(a->protocol, b->protocol);
    return order ? order
                 : memcmp((const char *)a + bytes, (const char *)b + bytes,
                          sizeof *a - bytes);
}

static int compare_counts(const void *left, const void *right)
{
    const struct report_sum *a = left, *b = right;
    int order = compare_numbers(b->count, a->count);

    return order ? order : compare_keys(left, right);
}

bool report_moment_is_before(const struct report_moment *a,
                             const struct report_moment *b)
{
    if (!a->time || !b->time)
        return a->time;
    if (a->time == b->time)
        return a->has_port && !b->has_port;
    return a->time < b->time;
}

bool report_moment_is_after(const struct report_moment *a,
                            const struct report_moment *b)
{
    return a->time == b->time ? a->has_port && !b->has_port : a->time > b->time;
}

static void add_up_rows(struct report *report)
{
    struct report_sum *row = report->row;
    size_t sums = 0;

    qsort(row, report->rows, sizeof *row, compare_keys);
    for (size_t i = 0; i < report->rows; i++) {
        struct report_sum *sum = sums ? &row[sums - 1] : NULL;
        if (!sum || compare_keys(sum, &row[i]) != 0) {
            row[sums++] = row[i];
            continue;
        }
        sum->count = report_add(sum->count, row[i].count);
        sum->listened = report_add(sum->listened, row[i].listened);
        if (report_moment_is_before(&row[i].first, &sum->first))
            sum->first = row[i].first;
        if (report_moment_is_after(&row[i].last, &sum->last))
            sum->last = row[i].last;
    }
    report->rows = sums;
    qsort(row, report->rows, sizeof *row, compare_counts);
}

static void read_rows(struct report *report, const numbers program, const numbers place)
{
    for (size_t i = 0; i < REPORT_ROWS; i++) {
        const struct report_row *row = &report->file.rows[i];
        if (row->state < SLOT_READY)
            continue;
        if (!read_row(row, program, place, &report->row[report->rows]))
            report->damaged++;
        else if (report->row[report->rows]
                     .count) /* else its writer has not counted yet */
            report->rows++;
    }
    add_up_rows(report);
}

void report_merge(struct report *report)
{
    static numbers module, program, script, place; /* large for a stack */
    const struct report_header *header = &report->file.start.header;

    memset(module, 0, sizeof module);
    memset(program, 0, sizeof program);
    memset(script, 0, sizeof script);
    memset(place, 0, sizeof place);
    report->flags_set = counter(header->flags_set, header->set_carry);
    report->processes = header->processes;
    report->lost_rows = header->lost_rows;
    report->lost_places = header->lost_places;
    report->lost_modules = header->lost_modules;
    report->lost_programs = header->lost_programs;
    report->lost_scripts = header->lost_scripts;
    report->lost_execs = header->lost_execs;
    number_modules(report, module);
    number_programs(report, program);
    number_scripts(report, script);
    number_places(report, module, script, place);
    read_rows(report, program, place);
}
