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

bool preload_env_is_ours(const char *entry, size_t length)
{
    size_t soname = strlen(LIBRARY_SONAME);

    if (length < soname || memcmp(entry + length - soname, LIBRARY_SONAME, soname) != 0)
        return false;
    return length == soname || entry[length - soname - 1] == '/';
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
    size_t size = (library ? strlen(library) : 0) + (value ? strlen(value) : 0) + 2;
    char *merged = calloc(1, size), *end = merged;

    if (!merged)
        return NULL;
    if (library)
        end = append(end, merged, library, strlen(library));
    while (value && *value) {
        size_t length = strcspn(value, SEPARATORS);
        if (length && !preload_env_is_ours(value, length) &&
            !(library && same(value, length, library)))
            end = append(end, merged, value, length);
        value += length;
        value += strspn(value, SEPARATORS);
    }
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
