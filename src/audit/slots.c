/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "slots.h"

#include "report_file.h"

#include <stdbool.h>
#include <string.h>

enum { PROBES = 256 }; /* slots looked at: a full table must not cost without end */

/* What all kinds of slots have in common. */
struct slot {
    _Atomic uint32_t state;
    _Atomic uint32_t key[]; /* not by memcpy: a sanitizer's would see a race */
};

/* A mix of multiplications and rotations; what counts is that it is short. */
static uint32_t hash_of(const void *key, size_t size)
{
    uint32_t hash = 0x9e3779b9u;

    for (size_t at = 0; at < size; at += sizeof hash) {
        uint32_t word;
        memcpy(&word, (const char *)key + at, sizeof word);
        hash = (hash ^ word) * 0x85ebca6bu;
        hash ^= hash >> 15 | hash << 17;
    }
    return hash < SLOT_READY ? hash + SLOT_READY : hash;
}

static uint32_t word_of(const void *key, size_t at)
{
    uint32_t word;

    memcpy(&word, (const char *)key + at * sizeof word, sizeof word);
    return word;
}

static bool is_key(struct slot *slot, const void *key, size_t size)
{
    for (size_t at = 0; at < size / sizeof(uint32_t); at++)
        if (atomic_load_explicit(&slot->key[at], memory_order_relaxed) !=
            word_of(key, at))
            return false;
    return true;
}

COLD static bool take(struct slot *slot, const void *key, size_t size, uint32_t hash)
{
    uint32_t expected = SLOT_FREE;

    if (!atomic_compare_exchange_strong_explicit(&slot->state, &expected, SLOT_BUSY,
                                                 memory_order_relaxed,
                                                 memory_order_relaxed))
        return false;
    for (size_t at = 0; at < size / sizeof(uint32_t); at++)
        atomic_store_explicit(&slot->key[at], word_of(key, at), memory_order_relaxed);
    atomic_store_explicit(&slot->state, hash, memory_order_release);
    return true;
}

unsigned slots_find(const struct slots *slots, const void *key, _Atomic uint32_t *lost)
{
    uint32_t hash = hash_of(key, slots->key_size);

    for (uint32_t probe = 0; probe < PROBES; probe++) {
        unsigned number = (hash + probe) & (slots->count - 1);
        struct slot *slot = (void *)((char *)slots->table + number * slots->stride);
        if (!number) /* it stands for "not known" */
            continue;
        if (atomic_load_explicit(&slot->state, memory_order_relaxed) == SLOT_FREE &&
            take(slot, key, slots->key_size, hash))
            return number;
        if (atomic_load_explicit(&slot->state, memory_order_acquire) == hash &&
            is_key(slot, key, slots->key_size))
            return number;
    }
    atomic_fetch_add_explicit(lost, 1, memory_order_relaxed);
    return 0;
}
