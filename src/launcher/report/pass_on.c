/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "pass_on.h"

#include "audit/slots.h"
#include "merge.h"

#include <stddef.h>
#include <string.h>

/* Adds to a counter of two words, LOW + HIGH * 2^32, or of one if HIGH is NULL. */
static void add(_Atomic uint32_t *low, _Atomic uint32_t *high, uint64_t count)
{
    uint32_t part = (uint32_t)count;
    uint32_t old = atomic_fetch_add_explicit(low, part, memory_order_relaxed);

    if (high)
        atomic_fetch_add_explicit(high,
                                  (uint32_t)(count >> 32) + (old > UINT32_MAX - part),
                                  memory_order_relaxed);
}

/* What is new in a counter; nothing where it has been written over. */
static uint64_t more(uint64_t now, uint64_t before)
{
    return now > before ? now - before : 0;
}

static uint64_t wide(uint32_t low, uint32_t high)
{
    return (uint64_t)high << 32 | low;
}

/* The slot of TO for the program that has NUMBER in the file of NOW. */
static unsigned program_slot(const struct report *now, unsigned number,
                             struct report_file *to)
{
    struct report_program key = now->file.programs[number];
    struct slots slots = {to->programs, sizeof key, REPORT_PROGRAMS,
                          sizeof key - offsetof(struct report_program, length)};

    return number && key.state >= SLOT_READY
               ? slots_find(&slots, &key.length, &to->start.header.lost_programs)
               : 0;
}

static unsigned module_slot(const struct report_module *module, struct report_file *to)
{
    struct slots slots = {to->modules, sizeof *module, REPORT_MODULES,
                          sizeof *module - offsetof(struct report_module, path_length)};

    return module ? slots_find(&slots, &module->path_length,
                               &to->start.header.lost_modules)
                  : 0;
}

/* Places in NOW name modules by their number in it already. */
static unsigned place_slot(const struct report *now, unsigned number,
                           struct report_file *to)
{
    struct report_place key = now->file.places[number];
    struct slots slots = {to->places, sizeof key, REPORT_PLACES,
                          sizeof key - offsetof(struct report_place, frames)};

    if (!number || key.state < SLOT_READY || !key.frames || key.frames > REPORT_FRAMES)
        return 0;
    for (unsigned i = 0; i < REPORT_FRAMES; i++)
        key.module[i] = (uint16_t)module_slot(now->module[key.module[i]], to);
    return slots_find(&slots, &key.frames, &to->start.header.lost_places);
}

/* The later moments stay, and the first one that was there. */
static void add_moments(const struct report_row *row, struct report_row *to)
{
    if (!to->first_time || row->first_time < to->first_time) {
        to->first_time = row->first_time;
        to->first = row->first;
    }
    if (row->last_time >= to->last_time) {
        to->last_time = row->last_time;
        to->last = row->last;
    }
}

static void pass_row_on(const struct report *now, const struct report_row *row,
                        uint64_t count, struct report_file *to)
{
    struct report_row_key key = row->key;
    struct slots slots = {to->rows, sizeof *row, REPORT_ROWS, sizeof key};

    key.program = (uint16_t)program_slot(now, key.program, to);
    key.setter = (uint16_t)place_slot(now, key.setter, to);
    key.caller = (uint16_t)place_slot(now, key.caller, to);
    unsigned slot = slots_find(&slots, &key, &to->start.header.lost_rows);
    if (!slot)
        return;
    add(&to->rows[slot].count, &to->rows[slot].carry, count);
    to->rows[slot].learned_protocol = row->learned_protocol;
    add_moments(row, &to->rows[slot]);
}

static void pass_rows_on(const struct report *now, const struct report *before,
                         struct report_file *to)
{
    for (size_t i = 1; i < REPORT_ROWS; i++) {
        const struct report_row *row = &now->file.rows[i];
        const struct report_row *old = before ? &before->file.rows[i] : NULL;
        uint64_t count =
            more(wide(row->count, row->carry), old ? wide(old->count, old->carry) : 0);
        if (row->state >= SLOT_READY && count && report_is_possible(&row->key))
            pass_row_on(now, row, count, to);
    }
}

static void pass_execs_on(const struct report *now, const struct report *before,
                          struct report_file *to)
{
    for (size_t i = 1; i < REPORT_EXECS; i++) {
        const struct report_exec *exec = &now->file.execs[i];
        const struct report_exec *old = before ? &before->file.execs[i] : NULL;
        struct slots slots = {to->execs, sizeof *exec, REPORT_EXECS,
                              offsetof(struct report_exec, started) -
                                  offsetof(struct report_exec, length)};
        uint64_t started = more(exec->started, old ? old->started : 0);
        uint64_t arrived = more(exec->arrived, old ? old->arrived : 0);
        if (exec->state < SLOT_READY || !(started || arrived))
            continue;
        unsigned slot = slots_find(&slots, &exec->length, &to->start.header.lost_execs);
        if (slot) {
            add(&to->execs[slot].started, NULL, started);
            add(&to->execs[slot].arrived, NULL, arrived);
        }
    }
}

void report_pass_on(const struct report *now, const struct report *before,
                    struct report_file *to)
{
    const struct report_header *header = &now->file.start.header;
    static const struct report_header empty;
    const struct report_header *old = before ? &before->file.start.header : &empty;
    struct report_header *there = &to->start.header;

    pass_rows_on(now, before, to);
    pass_execs_on(now, before, to);
    add(&there->processes, NULL, more(header->processes, old->processes));
    add(&there->flags_set, &there->set_carry,
        more(wide(header->flags_set, header->set_carry),
             wide(old->flags_set, old->set_carry)));
    add(&there->lost_rows, NULL, more(header->lost_rows, old->lost_rows));
    add(&there->lost_places, NULL, more(header->lost_places, old->lost_places));
    add(&there->lost_modules, NULL, more(header->lost_modules, old->lost_modules));
    add(&there->lost_programs, NULL, more(header->lost_programs, old->lost_programs));
    add(&there->lost_execs, NULL, more(header->lost_execs, old->lost_execs));
}
