/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "suppressions.h"

#include "command.h"
#include "launcher/message.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[SUPPRESSION_KINDS] = {"program", "module", "function",
                                                     "script"};

const char *suppression_kind_name(enum suppression_kind kind)
{
    return kinds[kind];
}

static bool refuse(const char *file, unsigned line, const char *why)
{
    complain("%s:%u: %s", file, line, why);
    return false;
}

/* Finds the kind that WORD of LENGTH bytes names; SUPPRESSION_KINDS if none. */
static enum suppression_kind find_kind(const char *word, size_t length)
{
    enum suppression_kind kind = 0;

    while (kind < SUPPRESSION_KINDS &&
           (strlen(kinds[kind]) != length || strncmp(kinds[kind], word, length) != 0))
        kind++;
    return kind;
}

/* Would the last backslash escape nothing? */
static bool ends_open(const char *glob)
{
    while (*glob) {
        if (*glob == '\\' && !*++glob)
            return true;
        glob++;
    }
    return false;
}

static bool add(struct suppressions *suppressions, struct suppression *added)
{
    size_t size = (suppressions->count + 1) * sizeof *suppressions->list;
    struct suppression *list = realloc(suppressions->list, size);

    if (!list)
        return refuse(added->file, added->line, strerror(ENOMEM));
    suppressions->list = list;
    list[suppressions->count++] = *added;
    return true;
}

static bool add_line(struct suppressions *suppressions, const char *file, unsigned line,
                     char *text)
{
    size_t length = strlen(text);

    while (length && strchr(" \t\r", text[length - 1]))
        text[--length] = '\0';
    text += strspn(text, " \t");
    if (!*text || *text == '#')
        return true;
    size_t word = strcspn(text, ":");
    struct suppression made = {find_kind(text, word), file, line, false, NULL};
    if (!text[word] || made.kind == SUPPRESSION_KINDS)
        return refuse(file, line,
                      "not program:, module:, function: or script: and a pattern");
    const char *glob = text + word + 1 + strspn(text + word + 1, " \t");
    if (!*glob)
        return refuse(file, line, "no pattern");
    if (ends_open(glob))
        return refuse(file, line, "the pattern ends in a backslash");
    made.glob = strdup(glob);
    if (!made.glob)
        return refuse(file, line, strerror(ENOMEM));
    if (add(suppressions, &made))
        return true;
    free(made.glob);
    return false;
}

bool suppressions_parse(struct suppressions *suppressions, const char *file,
                        const char *text, size_t size)
{
    bool good = true;
    unsigned line = 0;

    for (size_t at = 0; good && at < size;) {
        const char *start = text + at, *end = memchr(start, '\n', size - at);
        size_t length = end ? (size_t)(end - start) : size - at;
        line++;
        if (memchr(start, '\0', length))
            return refuse(file, line, "a NUL byte");
        char *copy = strndup(start, length);
        good = copy ? add_line(suppressions, file, line, copy)
                    : refuse(file, line, strerror(ENOMEM));
        free(copy);
        at += length + 1;
    }
    return good;
}

bool suppressions_read(struct suppressions *suppressions, const char *file,
                       bool may_be_missing)
{
    char *text = NULL;
    size_t size = 0;
    FILE *from = fopen(file, "re");

    if (!from && errno == ENOENT && may_be_missing)
        return true;
    /* Up to a NUL, which getdelim(3) keeps: all of it, if there is none. */
    ssize_t length = from ? getdelim(&text, &size, '\0', from) : -1;
    bool good = from && (length >= 0 || !ferror(from));
    if (good)
        good =
            length <= 0 || suppressions_parse(suppressions, file, text, (size_t)length);
    else
        complain("%s: %s", file, strerror(errno));
    if (from)
        fclose(from);
    free(text);
    return good;
}

void suppressions_free(struct suppressions *suppressions)
{
    for (size_t i = 0; i < suppressions->count; i++)
        free(suppressions->list[i].glob);
    free(suppressions->list);
    *suppressions = (struct suppressions){0};
}

/* A pattern without a slash is one for the name in the last folder. */
static bool path_matches(const char *glob, const char *path, size_t length)
{
    char text[PATH_MAX];

    snprintf(text, sizeof text, "%.*s", (int)length, path);
    const char *slash = strrchr(text, '/');
    return !fnmatch(glob, slash && !strchr(glob, '/') ? slash + 1 : text, 0);
}

static bool step_matches(const struct suppression *line, const struct report_step *step)
{
    if (!step)
        return false;
    const struct report_level *level = &step->level;
    switch (line->kind) {
    case SUPPRESS_MODULE:
        return step->module &&
               path_matches(line->glob, step->module->path, step->module->path_length);
    case SUPPRESS_FUNCTION:
        return (level->function && !fnmatch(line->glob, level->function, 0)) ||
               (level->mangled && !fnmatch(line->glob, level->mangled, 0));
    case SUPPRESS_SCRIPT:
        return step->script &&
               path_matches(line->glob, step->script->file, strlen(step->script->file));
    default:
        return false;
    }
}

const struct suppression *suppressions_find(struct suppressions *suppressions,
                                            const struct report_program *program,
                                            const struct report_step *setter,
                                            const struct report_step *caller)
{
    const struct suppression *found = NULL;
    size_t length;
    const char *path = report_command_path(program, &length);

    for (size_t i = 0; suppressions && i < suppressions->count; i++) {
        struct suppression *line = &suppressions->list[i];
        bool matches = line->kind == SUPPRESS_PROGRAM
                           ? length && path_matches(line->glob, path, length)
                           : step_matches(line, setter) || step_matches(line, caller);
        line->matched |= matches;
        if (matches && !found)
            found = line;
    }
    return found;
}

size_t suppressions_name_unmatched(const struct suppressions *suppressions)
{
    size_t unmatched = 0;

    for (size_t i = 0; i < suppressions->count; i++) {
        const struct suppression *line = &suppressions->list[i];
        if (line->matched)
            continue;
        unmatched++;
        complain("%s:%u: %s:%s matched nothing", line->file, line->line,
                 kinds[line->kind], line->glob);
    }
    return unmatched;
}
