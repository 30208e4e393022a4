/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "exec_slot.h"

#include "slots.h"

#include <stddef.h>
#include <string.h>

/* Adds WORD with its NUL to the words of KEY, as far as it fits. */
static void add_word(struct report_exec *key, const char *word)
{
    size_t room = sizeof key->words - key->length;
    size_t length = strnlen(word, room);

    memcpy(key->words + key->length, word, length);
    key->is_cut |= length == room;
    key->length = (uint16_t)(key->length + length + (length < room));
}

unsigned exec_slot(struct report_file *file, const char *name, const char *at,
                   bool without)
{
    struct report_exec key = {.without = without};
    struct slots slots = {file->execs, sizeof key, REPORT_EXECS,
                          offsetof(struct report_exec, started) -
                              offsetof(struct report_exec, length)};

    add_word(&key, name);
    add_word(&key, at);
    return slots_find(&slots, &key.length, &file->start.header.lost_execs);
}
