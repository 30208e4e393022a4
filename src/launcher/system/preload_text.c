/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "preload_text.h"

#include "preload_env.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_separator(char c)
{
    return c == ' ' || c == '\t' || c == ':' || c == '\n';
}

static const char *skip_separators(const char *at, const char *end)
{
    while (at < end && is_separator(*at))
        at++;
    return at;
}

static const char *skip_word(const char *at, const char *end)
{
    while (at < end && !is_separator(*at) && *at != '#')
        at++;
    return at;
}

static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));

    return newline ? newline + 1 : end;
}

static char *append(char *out, const char *from, const char *to)
{
    memcpy(out, from, (size_t)(to - from));
    return out + (to - from);
}

/*
 * Copies the line from AT to END without what is ours, except for the first entry that
 * is NAME (may be NULL), which sets *KEPT.  Returns the end of the copy.
 */
static char *copy_line(char *out, const char *at, const char *end, const char *name,
                       bool *kept)
{
    char *start = out;
    bool dropped = false;

    while (at < end && *at != '#') {
        const char *word = skip_separators(at, end), *next = skip_word(word, end);
        size_t length = (size_t)(next - word);
        bool wanted =
            name && !*kept && strlen(name) == length && !memcmp(word, name, length);
        if (wanted)
            *kept = true;
        if (wanted || !preload_env_is_ours(word, length))
            out = append(out, at, next);
        else
            dropped = true;
        at = next;
    }
    out = append(out, at, end);
    return dropped && skip_separators(start, out) == out ? start : out;
}

void preload_text_edit(const struct text *old, const char *name, struct text *edited)
{
    const char *end = old->bytes + old->length;
    char *out = malloc(old->length + (name ? strlen(name) : 0) + 2);
    bool kept = false;

    edited->bytes = out;
    if (!out)
        return;
    for (const char *at = old->bytes, *next; at < end; at = next) {
        next = line_end(at, end);
        out = copy_line(out, at, next, name, &kept);
    }
    if (name && !kept) {
        if (out > edited->bytes && out[-1] != '\n')
            *out++ = '\n';
        out = append(out, name, name + strlen(name));
        *out++ = '\n';
    }
    edited->length = (size_t)(out - edited->bytes);
}

const char *preload_text_next(const struct text *text, size_t *at, size_t *length)
{
    const char *here = text->bytes + *at, *end = text->bytes + text->length;

    while ((here = skip_separators(here, end)) < end) {
        const char *next = *here == '#' ? line_end(here, end) : skip_word(here, end);
        *length = (size_t)(next - here);
        *at = (size_t)(next - text->bytes);
        if (*here != '#' && preload_env_is_ours(here, *length))
            return here;
        here = next;
    }
    return NULL;
}
