/* SPDX-License-Identifier: ISC */
/* The value of LD_PRELOAD, after the name of our library and a NUL. */
#include "config.h"

#include "launcher/system/preload_env.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define SEPARATORS " :"

/* The next entry of the list *AT, of *LENGTH bytes; NULL if there is none. */
static const char *next_entry(const char **at, size_t *length)
{
    const char *entry = *at + strspn(*at, SEPARATORS);

    *length = strcspn(entry, SEPARATORS);
    *at = entry + *length;
    return *length ? entry : NULL;
}

static bool equal(const char *a, size_t length, const char *b)
{
    return strlen(b) == length && !memcmp(a, b, length);
}

/* MERGED is LIBRARY (may be NULL), then of VALUE all that is not ours, in its order. */
static void is_merged(const char *merged, const char *library, const char *value)
{
    size_t length, more;
    const char *entry;

    HOLDS(*merged != ':' && !strchr(merged, ' ') && !strstr(merged, "::"));
    HOLDS(!*merged || merged[strlen(merged) - 1] != ':');
    if (library) {
        HOLDS((entry = next_entry(&merged, &length)));
        HOLDS(equal(entry, length, library));
    }
    while ((entry = next_entry(&value, &length))) {
        if (preload_env_is_ours(entry, length) ||
            (library && equal(entry, length, library)))
            continue;
        const char *kept = next_entry(&merged, &more);
        HOLDS(kept && more == length && !memcmp(kept, entry, length));
    }
    HOLDS(!next_entry(&merged, &length));
}

static void try(const char *library, const char *value)
{
    char *merged = preload_env_merge(library, value);

    HOLDS(merged);
    is_merged(merged, library, value);
    HOLDS(!library || preload_env_has(merged, library));

    char *again = preload_env_merge(library, merged);
    HOLDS(again && !strcmp(again, merged));
    free(merged);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *library = fuzz_string(data, size);
    size_t length = strlen(library);
    char *value = length < size ? fuzz_string(data + length + 1, size - length - 1)
                                : fuzz_string(NULL, 0);

    try(NULL, value);
    if (*library && !strpbrk(library, SEPARATORS)) /* library_find refuses others */
        try(library, value);
    free(library);
    free(value);
    return 0;
}
