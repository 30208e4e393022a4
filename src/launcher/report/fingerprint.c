/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "fingerprint.h"

#include "location.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lines {
    size_t pair;
    uint64_t hash;
    int setter, caller;
};

/* FNV-1a of TEXT and its NUL, which goes on from HASH. */
static uint64_t add(uint64_t hash, const char *text)
{
    do
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    while (*text++);
    return hash;
}

static uint64_t add_step(uint64_t hash, const struct report_step *step, int *line)
{
    struct report_location location;
    char offset[24] = "";

    *line = 0;
    if (!report_location(step, &location))
        return add(hash, "");
    *line = location.line;
    const char *name = location.line ? location.path : strrchr(location.path, '/');
    hash = add(hash, name ? name : location.path);
    if (!step->level.function && !location.line)
        snprintf(offset, sizeof offset, "%llx", (unsigned long long)location.offset);
    return add(hash, step->level.function ? step->level.function : offset);
}

static int compare(const void *left, const void *right)
{
    const struct lines *a = left, *b = right;

    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    if (a->setter != b->setter)
        return a->setter < b->setter ? -1 : 1;
    if (a->caller != b->caller)
        return a->caller < b->caller ? -1 : 1;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

struct report_fingerprint *report_fingerprints(const struct report_pairs *pairs)
{
    size_t count = pairs->pairs + 1; /* of nothing there may be no memory */
    struct report_fingerprint *made = calloc(count, sizeof *made);
    struct lines *lines = calloc(count, sizeof *lines);

    for (size_t i = 0; made && lines && i < pairs->pairs; i++) {
        const struct report_pair *pair = &pairs->pair[i];
        const struct report_member *member = (*pair->group)->member;
        uint64_t hash = add(UINT64_C(0xcbf29ce484222325), pair->rule->id);
        hash = add_step(hash, report_chain_inner(member->setter), &lines[i].setter);
        lines[i].hash =
            add_step(hash, report_chain_inner(member->caller), &lines[i].caller);
        lines[i].pair = i;
    }
    if (made && lines)
        qsort(lines, pairs->pairs, sizeof *lines, compare);
    for (size_t i = 0; made && lines && i < pairs->pairs; i++) {
        bool again = i && lines[i - 1].hash == lines[i].hash;
        size_t before = again ? made[lines[i - 1].pair].ordinal : 0;
        made[lines[i].pair] = (struct report_fingerprint){lines[i].hash, before + 1};
    }
    if (!lines) {
        free(made);
        made = NULL;
    }
    free(lines);
    return made;
}
