/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "options.h"

#include <string.h>

/*
 * Each word with the setting that it is for.  No pointers in here: the table is part
 * of a library that is loaded into every process, and a pointer is a relocation.
 */
static const struct word {
    char text[18];
    unsigned char setting; /* offset in struct options */
    unsigned char value;
} words[] = {
    {"mode=strip", offsetof(struct options, mode), MODE_STRIP},
    {"mode=restore", offsetof(struct options, mode), MODE_RESTORE},
    {"mode=off", offsetof(struct options, mode), MODE_OFF},
    {"bound=keep", offsetof(struct options, bound), BOUND_KEEP},
    {"bound=strip", offsetof(struct options, bound), BOUND_STRIP},
    {"reuseport=clear", offsetof(struct options, reuseport), REUSEPORT_CLEAR},
    {"reuseport=keep", offsetof(struct options, reuseport), REUSEPORT_KEEP},
    {"inherited=no", offsetof(struct options, inherited), INHERITED_NO},
    {"inherited=yes", offsetof(struct options, inherited), INHERITED_YES},
};

enum { WORDS = sizeof words / sizeof words[0] };

static const struct word *find_word(const char *text, size_t length)
{
    for (size_t i = 0; i < WORDS; i++)
        if (strlen(words[i].text) == length && !memcmp(words[i].text, text, length))
            return &words[i];
    return NULL;
}

static bool starts_with(const char *text, size_t length, const char *start)
{
    return length >= strlen(start) && !memcmp(text, start, strlen(start));
}

static const char *why_not(const char *text, size_t length)
{
    if (starts_with(text, length, "mode=audit") || starts_with(text, length, "report="))
        return "reserved for a later version";
    for (size_t i = 0; i < WORDS; i++) {
        size_t name = (size_t)(strchr(words[i].text, '=') + 1 - words[i].text);
        if (length >= name && !memcmp(words[i].text, text, name))
            return "no such value";
    }
    return "no such setting";
}

bool options_parse(const char *text, struct options *options,
                   struct options_fault *fault)
{
    bool good = true;

    *options = (struct options){0};
    while (text && *text) {
        size_t length = strcspn(text, ",");
        const struct word *word = find_word(text, length);
        if (word) {
            ((unsigned char *)options)[word->setting] = word->value;
        } else if (length && good) {
            *fault = (struct options_fault){text, length, why_not(text, length)};
            good = false;
        }
        text += length;
        text += *text == ',';
    }
    return good;
}

size_t options_format(const struct options *options, char *buffer, size_t size)
{
    size_t length = 0;

    if (size)
        *buffer = '\0';
    for (size_t i = 0; i < WORDS; i++) {
        const struct word *word = &words[i];
        if (!word->value ||
            ((const unsigned char *)options)[word->setting] != word->value)
            continue;
        size_t comma = length > 0, more = strlen(word->text);
        if (length + comma + more < size) {
            memcpy(buffer + length, ",", comma);
            memcpy(buffer + length + comma, word->text, more + 1);
        }
        length += comma + more;
    }
    return length;
}
