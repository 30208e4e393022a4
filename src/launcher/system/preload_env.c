/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "preload_env.h"

#include <stdlib.h>
#include <string.h>

#define SEPARATORS " :"

static bool same(const char *entry, size_t length, const char *name)
{
    return strlen(name) == length && !memcmp(entry, name, length);
}

/* Is NAME the last component of ENTRY? */
static bool is_called(const char *entry, size_t length, const char *name)
{
    size_t start = length;

    while (start && entry[start - 1] != '/')
        start--;
    return same(entry + start, length - start, name);
}

bool preload_env_is_ours(const char *entry, size_t length)
{
    return is_called(entry, length, LIBRARY_FIX) ||
           is_called(entry, length, LIBRARY_AUDIT);
}

/*
 * Does ENTRY have to be behind our library?  torsocks calls libc past all that is
 * behind it (src/lib/torsocks.c:find_libc_symbol); the model of --demo stands for the
 * kernel.
 */
static bool must_be_last(const char *entry, size_t length)
{
    return is_called(entry, length, "libtorsocks.so") ||
           is_called(entry, length, "libbsdports.so");
}

static char *append(char *end, const char *start, const char *entry, size_t length)
{
    if (end != start)
        *end++ = ':';
    memcpy(end, entry, length);
    end[length] = '\0';
    return end + length;
}

char *preload_env_merge(const char *library, const char *value)
{
    size_t own = library ? strlen(library) : 0;
    char *merged = calloc(1, own + (value ? strlen(value) : 0) + 2), *end = merged;

    if (!merged)
        return NULL;
    while (value && *value) {
        size_t length = strcspn(value, SEPARATORS);
        if (library && must_be_last(value, length)) {
            end = append(end, merged, library, own);
            library = NULL;
        }
        if (length && !preload_env_is_ours(value, length))
            end = append(end, merged, value, length);
        value += length;
        value += strspn(value, SEPARATORS);
    }
    if (library)
        append(end, merged, library, own);
    return merged;
}

bool preload_env_has(const char *value, const char *name)
{
    while (value && *value) {
        size_t length = strcspn(value, SEPARATORS);
        if (same(value, length, name))
            return true;
        value += length;
        value += strspn(value, SEPARATORS);
    }
    return false;
}
