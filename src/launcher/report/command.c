/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "command.h"

#include "launcher/printable.h"

#include <stdio.h>
#include <string.h>

/* By the executable's name without the version at its end (python3.11, tclsh8.6). */
static const char interpreters[][9] = {
    "R",     "Rscript", "ash",    "bash",  "beam.smp", "bun",    "busybox",
    "dash",  "deno",    "dotnet", "fish",  "gawk",     "gjs",    "groovy",
    "guile", "java",    "julia",  "ksh",   "lua",      "luajit", "mksh",
    "mono",  "node",    "nodejs", "php",   "perl",     "pypy",   "python",
    "ruby",  "sbcl",    "sh",     "tclsh", "wish",     "zsh",
};

/* Returns word INDEX of PROGRAM: 0 is the path.  The last one may lack its NUL, if it
 * was cut. */
static const char *word(const struct report_program *program, size_t index,
                        size_t *length)
{
    size_t at = 0;

    *length = 0;
    while (program && at < program->length) {
        const char *text = program->words + at;
        *length = strnlen(text, program->length - at);
        if (!index--)
            return text;
        at += *length + 1;
    }
    *length = 0;
    return NULL;
}

const char *report_command_path(const struct report_program *program, size_t *length)
{
    const char *path = word(program, 0, length);

    return path ? path : "";
}

const char *report_command_argument(const struct report_program *program, size_t index,
                                    size_t *length)
{
    return word(program, index + 1, length);
}

int report_command_compare(const struct report_program *a,
                           const struct report_program *b)
{
    size_t a_length, b_length;
    const char *a_path = report_command_path(a, &a_length);
    const char *b_path = report_command_path(b, &b_length);
    int order = memcmp(a_path, b_path, a_length < b_length ? a_length : b_length);

    return order ? order : (a_length > b_length) - (a_length < b_length);
}

/* Returns the path's last part, and its length in *LENGTH. */
static const char *base_name(const struct report_program *program, size_t *length)
{
    const char *path = report_command_path(program, length);
    size_t start = *length;

    while (start && path[start - 1] != '/')
        start--;
    *length -= start;
    return path + start;
}

bool report_command_is_interpreter(const struct report_program *program)
{
    size_t length;
    const char *name = base_name(program, &length);

    while (length > 1 && strchr("0123456789.-", name[length - 1]))
        length--;
    for (size_t i = 0; i < sizeof interpreters / sizeof interpreters[0]; i++)
        if (strlen(interpreters[i]) == length && !memcmp(interpreters[i], name, length))
            return true;
    return false;
}

void report_command_name(const struct report_program *program, char *text, size_t size)
{
    size_t length;
    const char *name = base_name(program, &length);

    if (!length || !printable(text, size, name, length))
        snprintf(text, size, "%s", "not known");
}

/* Does the shell take TEXT as one word without quotes, as the word INDEX of a command?
 * In front, NAME=VALUE would be an assignment. */
static bool is_plain(const char *text, size_t length, size_t index)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789%+,-./:@_=";
    size_t count = index ? sizeof plain - 1 : sizeof plain - 2;

    for (size_t i = 0; i < length; i++)
        if (!memchr(plain, text[i], count))
            return false;
    return length > 0;
}

/* Adds WORD to TEXT in single quotes.  One inside of them is '\'' to the shell. */
static void add_quoted(char *text, const char *word)
{
    char *to = text + strlen(text);

    *to++ = '\'';
    for (; *word; word++)
        if (*word == '\'') {
            to = stpcpy(to, "'\\''");
        } else {
            *to++ = *word;
        }
    strcpy(to, "'"); /* NOLINT: there is room */
}

/* REPORT_COMMAND is room for all: each byte of the words takes four at most, and each
 * word, which has a NUL there, three for a space and quotes. */
void report_command_line(const struct report_program *program,
                         char text[REPORT_COMMAND])
{
    char shown[4 * sizeof program->words + 1];
    size_t length;
    const char *word;

    *text = '\0';
    for (size_t i = 0; (word = report_command_argument(program, i, &length)); i++) {
        if (i)
            strcat(text, " "); /* NOLINT: there is room */
        printable(shown, sizeof shown, word, length);
        if (is_plain(word, length, i))
            strcat(text, shown); /* NOLINT: there is room */
        else
            add_quoted(text, shown);
    }
    if (!*text) {
        char name[REPORT_COMMAND / 4 - 2];
        report_command_name(program, name, sizeof name);
        if (is_plain(name, strlen(name), 0) || !strcmp(name, "not known"))
            strcpy(text, name); /* NOLINT: there is room */
        else
            add_quoted(text, name);
    }
    if (program && program->is_cut)
        strcat(text, " ..."); /* NOLINT: there is room */
}
