/* SPDX-License-Identifier: ISC */
/* The text of /etc/ld.so.preload; the first byte chooses what is to become of it. */
#include "config.h"

#include "launcher/system/preload_text.h"

#include "launcher/system/preload_env.h"

#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {NULL, LIBRARY_FIX, "/usr/lib/" LIBRARY_FIX,
                                    "/usr/$LIB/" LIBRARY_FIX};
enum { NAMES = sizeof names / sizeof names[0] };

static bool same(const struct text *a, const struct text *b)
{
    return a->length == b->length && !memcmp(a->bytes, b->bytes, a->length);
}

/* The text that the loader does not take for comment, separators all spaces. */
static char *entries(const struct text *text)
{
    char *plain = malloc(text->length + 1);
    bool comment = false;

    HOLDS(plain);
    for (size_t i = 0; i < text->length; i++) {
        char c = text->bytes[i];
        comment = c != '\n' && (comment || c == '#');
        plain[i] = comment || c == '\t' || c == ':' || c == '\n' ? ' ' : c;
    }
    plain[text->length] = ' ';
    return plain;
}

/* The next entry from *AT on that is not ours, or the end. */
static const char *next_foreign(const char **at, const char *end, size_t *length)
{
    do {
        while (*at < end && **at == ' ')
            ++*at;
        *length =
            (size_t)((const char *)memchr(*at, ' ', (size_t)(end - *at) + 1) - *at);
        *at += *length;
    } while (*length && preload_env_is_ours(*at - *length, *length));
    return *at - *length;
}

/* The libraries of others are the same, in the same order. */
static void others_stay(const struct text *old, const struct text *edited)
{
    char *before = entries(old), *after = entries(edited);
    const char *at_before = before, *at_after = after;
    size_t length, more;

    do {
        const char *was = next_foreign(&at_before, before + old->length, &length);
        const char *is = next_foreign(&at_after, after + edited->length, &more);
        HOLDS(length == more && !memcmp(was, is, length));
    } while (length);
    free(before);
    free(after);
}

/* EDITED names NAME and no other library of ours. */
static void names_only(const struct text *edited, const char *name)
{
    size_t at = 0, length;
    const char *entry = preload_text_next(edited, &at, &length);

    if (!name) {
        HOLDS(!entry);
        return;
    }
    HOLDS(entry && length == strlen(name) && !memcmp(entry, name, length));
    HOLDS(at == (size_t)(entry - edited->bytes) + length);
    HOLDS(!preload_text_next(edited, &at, &length));
}

/* Where nothing was ours nothing changes but for a line at the end. */
static void only_grows(const struct text *old, const struct text *edited,
                       const char *name)
{
    size_t length = old->length;

    HOLDS(edited->length >= length && !memcmp(edited->bytes, old->bytes, length));
    if (!name) {
        HOLDS(edited->length == length);
        return;
    }
    if (length && old->bytes[length - 1] != '\n')
        HOLDS(edited->bytes[length++] == '\n');
    HOLDS(edited->length == length + strlen(name) + 1);
    HOLDS(edited->bytes[edited->length - 1] == '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    const char *name = names[*data % NAMES];
    struct text old = {fuzz_bytes(data + 1, size - 1), size - 1}, edited, again;
    size_t at = 0, length;
    bool had_ours = preload_text_next(&old, &at, &length) != NULL;

    preload_text_edit(&old, name, &edited);
    HOLDS(edited.bytes);
    names_only(&edited, name);
    others_stay(&old, &edited);
    if (!had_ours)
        only_grows(&old, &edited, name);
    preload_text_edit(&edited, name, &again);
    HOLDS(again.bytes && same(&edited, &again));
    free(old.bytes);
    free(edited.bytes);
    free(again.bytes);
    return 0;
}
