/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "settings.h"

#include <string.h>

/* Each word with the setting that it is for.  No pointers: in a library that is loaded
 * into every process each would be a relocation. */
static const struct word {
    char text[18];
    unsigned char setting; /* offset in struct settings */
    unsigned char value;
} words[] = {
    {"mode=strip", offsetof(struct settings, mode), MODE_STRIP},
    {"mode=restore", offsetof(struct settings, mode), MODE_RESTORE},
    {"mode=audit", offsetof(struct settings, mode), MODE_AUDIT},
    {"mode=off", offsetof(struct settings, mode), MODE_OFF},
    {"bound=keep", offsetof(struct settings, bound), BOUND_KEEP},
    {"bound=strip", offsetof(struct settings, bound), BOUND_STRIP},
    {"reuseport=clear", offsetof(struct settings, reuseport), REUSEPORT_CLEAR},
    {"reuseport=keep", offsetof(struct settings, reuseport), REUSEPORT_KEEP},
    {"inherited=no", offsetof(struct settings, inherited), INHERITED_NO},
    {"inherited=yes", offsetof(struct settings, inherited), INHERITED_YES},
};

enum { WORDS = sizeof words / sizeof words[0] };

/* The one setting with a value of its own. */
static const char report_is[] = "report=";

enum { REPORT_IS = sizeof report_is - 1 };

static const struct word *find_word(const char *text, size_t length)
{
    for (size_t i = 0; i < WORDS; i++)
        if (strlen(words[i].text) == length && !memcmp(words[i].text, text, length))
            return &words[i];
    return NULL;
}

static const char *why_not(const char *text)
{
    if (!strncmp(text, report_is, REPORT_IS))
        return "no file named";
    for (size_t i = 0; i < WORDS; i++)
        if (!strncmp(text, words[i].text, strcspn(words[i].text, "=") + 1))
            return "no such value";
    return "no such setting";
}

bool settings_parse(const char *text, struct settings *settings,
                    struct settings_fault *fault)
{
    bool good = true;

    *settings = (struct settings){0};
    while (text && *text) {
        size_t length = strcspn(text, ",");
        const struct word *word = find_word(text, length);
        if (word) {
            ((unsigned char *)settings)[word->setting] = word->value;
        } else if (length > REPORT_IS && !strncmp(text, report_is, REPORT_IS)) {
            settings->report = text + REPORT_IS;
            settings->report_length = length - REPORT_IS;
        } else if (length && good) {
            *fault = (struct settings_fault){text, length, why_not(text)};
            good = false;
        }
        text += length;
        text += *text == ',';
    }
    return good;
}
