/* SPDX-License-Identifier: ISC */
/* The value of LD_PRELOAD, after the directory of our library and a NUL. */
#include "config.h"

#include "launcher/system/preload_env.h"

#include "fuzz.h"

#include <limits.h>
#include <stdio.h>
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

/* Without LIBRARY (may be NULL), which is in it once, MERGED is all of VALUE that is
 * not ours, in its order. */
static void is_merged(const char *merged, const char *library, const char *value)
{
    size_t length, more;
    const char *entry, *kept;
    int found = 0;

    HOLDS(*merged != ':' && !strchr(merged, ' ') && !strstr(merged, "::"));
    HOLDS(!*merged || merged[strlen(merged) - 1] != ':');
    while ((kept = next_entry(&merged, &more))) {
        if (library && equal(kept, more, library)) {
            found++;
            continue;
        }
        while ((entry = next_entry(&value, &length)) &&
               preload_env_is_ours(entry, length))
            ;
        HOLDS(entry && more == length && !memcmp(kept, entry, length));
    }
    while ((entry = next_entry(&value, &length)))
        HOLDS(preload_env_is_ours(entry, length));
    HOLDS(found == (library != NULL));
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
    char library[PATH_MAX], *directory = fuzz_string(data, size);
    size_t length = strlen(directory);
    char *value = length < size ? fuzz_string(data + length + 1, size - length - 1)
                                : fuzz_string(NULL, 0);

    try(NULL, value);
    if (!strpbrk(directory, SEPARATORS) && /* library_find refuses others */
        snprintf(library, sizeof library, "%s/" LIBRARY_FIX, directory) < PATH_MAX)
        try(library, value);
    free(directory);
    free(value);
    return 0;
}
