/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "settings_text.h"

#include <string.h>

/* Each value that is not the default. */
static const struct word {
    const char *text;
    size_t setting; /* offset in struct settings */
    unsigned char value;
} words[] = {
    {"mode=restore", offsetof(struct settings, mode), MODE_RESTORE},
    {"mode=audit", offsetof(struct settings, mode), MODE_AUDIT},
    {"mode=off", offsetof(struct settings, mode), MODE_OFF},
    {"bound=strip", offsetof(struct settings, bound), BOUND_STRIP},
    {"reuseport=keep", offsetof(struct settings, reuseport), REUSEPORT_KEEP},
    {"inherited=yes", offsetof(struct settings, inherited), INHERITED_YES},
};

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

size_t settings_format(const struct settings *settings, char *buffer, size_t size)
{
    size_t at = 0;

    if (size)
        *buffer = '\0';
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (((const unsigned char *)settings)[words[i].setting] != words[i].value)
            continue;
        at = append(buffer, size, at, ",", at > 0);
        at = append(buffer, size, at, words[i].text, strlen(words[i].text));
    }
    if (settings->report) {
        at = append(buffer, size, at, ",", at > 0);
        at = append(buffer, size, at, "report=", strlen("report="));
        at = append(buffer, size, at, settings->report, settings->report_length);
    }
    return at;
}
