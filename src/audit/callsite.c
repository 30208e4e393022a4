/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "callsite.h"

#include "call_stack.h"
#include "command_line.h"
#include "recorder.h"
#include "report_file.h"
#include "script_line.h"
#include "slots.h"

#include <string.h>

/* The slots of the modules that were there at load, where they have one already. */
static _Atomic uint16_t slot_of[MODULES_AT_LOAD + 1];

/* As long as fits, since the reader can say that a path was cut. */
static void put_path(struct report_module *key, const char *path)
{
    size_t length = strlen(path);

    key->is_cut = length > sizeof key->path;
    key->path_length = (uint16_t)(key->is_cut ? sizeof key->path : length);
    memcpy(key->path, path, key->path_length);
}

COLD static unsigned enter_module(const struct module *module)
{
    struct report_module key = {0};
    struct slots slots = {report->modules, sizeof key, REPORT_MODULES,
                          sizeof key - offsetof(struct report_module, path_length)};

    put_path(&key, *module->path ? module->path : command_line.words);
    if (module->build_id_length <= sizeof key.build_id) {
        key.build_id_length = (uint8_t)module->build_id_length;
        memcpy(key.build_id, module->build_id, module->build_id_length);
    }
    return slots_find(&slots, &key.path_length, &report->start.header.lost_modules);
}

static unsigned module_slot(const struct module *module)
{
    unsigned slot;

    if (!module->path)
        return 0;
    slot = atomic_load_explicit(&slot_of[module->number], memory_order_relaxed);
    if (slot)
        return slot;
    slot = enter_module(module);
    if (module->number)
        atomic_store_explicit(&slot_of[module->number], (uint16_t)slot,
                              memory_order_relaxed);
    return slot;
}

static void put_frame(struct report_place *key, unsigned level,
                      const struct frame *frame)
{
    struct module later;
    const struct module *module = &later;

    if (frame->module)
        module = modules_at_load(frame->module);
    else
        modules_find(frame->address - 1, &later);
    key->module[level] = (uint16_t)module_slot(module);
    /* Code made at run time lies elsewhere each time: one place for all of it. */
    key->offset[level] = module->path ? frame->address - module->bias : 0;
}

unsigned callsite_find(const void *caller, bool sets_flag)
{
    struct frame frames[REPORT_FRAMES] = {{.address = (uintptr_t)caller}};
    struct report_place key = {
        .frames = (uint16_t)call_stack(frames, REPORT_FRAMES),
        .script = (uint16_t)script_line_find(caller, sets_flag),
    };
    struct slots slots = {report->places, sizeof key, REPORT_PLACES,
                          sizeof key - offsetof(struct report_place, frames)};

    if (!key.frames)
        key.frames = 1;
    for (unsigned i = 0; i < key.frames; i++)
        put_frame(&key, i, &frames[i]);
    return slots_find(&slots, &key.frames, &report->start.header.lost_places);
}
