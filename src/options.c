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
    {"mode=audit", offsetof(struct options, mode), MODE_AUDIT},
    {"mode=off", offsetof(struct options, mode), MODE_OFF},
    {"bound=keep", offsetof(struct options, bound), BOUND_KEEP},
    {"bound=strip", offsetof(struct options, bound), BOUND_STRIP},
    {"reuseport=clear", offsetof(struct options, reuseport), REUSEPORT_CLEAR},
    {"reuseport=keep", offsetof(struct options, reuseport), REUSEPORT_KEEP},
    {"inherited=no", offsetof(struct options, inherited), INHERITED_NO},
    {"inherited=yes", offsetof(struct options, inherited), INHERITED_YES},
};

enum { WORDS = sizeof words / sizeof words[0] };

/* The one setting with a value of its own.  An array, for the reason given above. */
static const char report_is[] = "report=";

enum { REPORT_IS = sizeof report_is - 1 };

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
    if (starts_with(text, length, report_is))
        return "no file named";
    for (size_t i = 0; i < WORDS; i++) {
        size_t name = (size_t)(strchr(words[i].text, '=') + 1 - words[i].text);
        if (length >= name && !memcmp(words[i].text, text, name))
            return "no such value";
    }
    return "no such setting";
}

__attribute__((cold)) bool options_parse(const char *text, struct options *options,
                                         struct options_fault *fault)
{
    bool good = true;

    *options = (struct options){0};
    while (text && *text) {
        size_t length = strcspn(text, ",");
        const struct word *word = find_word(text, length);
        if (word) {
            ((unsigned char *)options)[word->setting] = word->value;
        } else if (length > REPORT_IS && starts_with(text, length, report_is)) {
            options->report = text + REPORT_IS;
            options->report_length = length - REPORT_IS;
        } else if (length && good) {
            *fault = (struct options_fault){text, length, why_not(text, length)};
            good = false;
        }
        text += length;
        text += *text == ',';
    }
    return good;
}

/* Appends the LENGTH bytes at TEXT after AT bytes in BUFFER, if they fit. */
static size_t append(char *buffer, size_t size, size_t at, const char *text,
                     size_t length)
{
    if (at + length < size) {
        memcpy(buffer + at, text, length);
        buffer[at + length] = '\0';
    }
    return at + length;
}

size_t options_format(const struct options *options, char *buffer, size_t size)
{
    size_t at = 0;

    if (size)
        *buffer = '\0';
    for (size_t i = 0; i < WORDS; i++) {
        const struct word *word = &words[i];
        if (!word->value ||
            ((const unsigned char *)options)[word->setting] != word->value)
            continue;
        at = append(buffer, size, at, ",", at > 0);
        at = append(buffer, size, at, word->text, strlen(word->text));
    }
    if (options->report) {
        at = append(buffer, size, at, ",", at > 0);
        at = append(buffer, size, at, report_is, REPORT_IS);
        at = append(buffer, size, at, options->report, options->report_length);
    }
    return at;
}
