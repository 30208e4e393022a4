/* SPDX-License-Identifier: ISC */
/* The value of NOREUSEADDR_OPTIONS: any text. */
#include "config.h"

#include "fix/settings.h"
#include "launcher/settings_text.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* It is one whole word of TEXT, and there is something to say of it. */
static void fault_points_into(const char *text, const struct settings_fault *fault)
{
    const char *end = text + strlen(text);

    HOLDS(fault->word >= text && fault->word < end);
    HOLDS(fault->length > 0 && fault->length <= (size_t)(end - fault->word));
    HOLDS(!memchr(fault->word, ',', fault->length));
    HOLDS(fault->word == text || fault->word[-1] == ',');
    HOLDS(!fault->word[fault->length] || fault->word[fault->length] == ',');
    HOLDS(*fault->why && !strchr(fault->why, '\n'));
}

static bool same(const struct settings *a, const struct settings *b)
{
    return a->mode == b->mode && a->bound == b->bound && a->reuseport == b->reuseport &&
           a->inherited == b->inherited && !a->report == !b->report &&
           a->report_length == b->report_length &&
           (!a->report || !memcmp(a->report, b->report, a->report_length));
}

/* It is a whole word's value in TEXT. */
static void report_points_into(const char *text, const struct settings *options)
{
    static const char start[] = "report=";
    size_t before = sizeof start - 1;
    const char *end = text + strlen(text), *path = options->report;

    HOLDS(path >= text + before && path < end && !memcmp(path - before, start, before));
    HOLDS(path == text + before || path[-(ptrdiff_t)before - 1] == ',');
    HOLDS(options->report_length > 0 && options->report_length <= (size_t)(end - path));
    HOLDS(!memchr(path, ',', options->report_length));
    HOLDS(!path[options->report_length] || path[options->report_length] == ',');
}

static void write_into(const struct settings *options, size_t size, size_t length)
{
    struct settings again;
    struct settings_fault fault;
    char *buffer = malloc(size); /* AddressSanitizer guards its end */

    HOLDS(settings_format(options, buffer, size) == length);
    HOLDS(!size || strnlen(buffer, size) < size);
    if (size > length) {
        HOLDS(strlen(buffer) == length);
        HOLDS(settings_parse(buffer, &again, &fault));
        HOLDS(same(options, &again));
    }
    free(buffer);
}

/* What is written fits where it is said to fit, and is read as the same. */
static void survives_writing(const struct settings *options)
{
    size_t length = settings_format(options, NULL, 0);

    for (size_t size = 0; size <= length && size < 64; size++)
        write_into(options, size, length);
    write_into(options, length, length);
    write_into(options, length + 1, length);
}

/* Words that can't be used are passed over: without them the rest says the same. */
static void faults_count_for_nothing(const char *text, const struct settings *options)
{
    struct settings without;
    struct settings_fault fault;
    char *rest = fuzz_string((const uint8_t *)text, strlen(text));

    while (!settings_parse(rest, &without, &fault)) {
        char *word = rest + (fault.word - rest);
        HOLDS(same(options, &without));
        memmove(word, word + fault.length, strlen(word + fault.length) + 1);
    }
    HOLDS(same(options, &without));
    free(rest);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_string(data, size);
    struct settings options;
    struct settings_fault fault;

    if (!settings_parse(text, &options, &fault))
        fault_points_into(text, &fault);
    HOLDS(options.mode <= MODE_OFF && options.bound <= BOUND_STRIP);
    HOLDS(options.reuseport <= REUSEPORT_KEEP && options.inherited <= INHERITED_YES);
    if (options.report)
        report_points_into(text, &options);
    survives_writing(&options);
    faults_count_for_nothing(text, &options);
    free(text);
    return 0;
}
