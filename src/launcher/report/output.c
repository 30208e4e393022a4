/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "output.h"

#include "gen_suppressions.h"
#include "github.h"
#include "json.h"
#include "launcher/message.h"
#include "markdown.h"
#include "sarif.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    bool needs_jansson;
} formats[FORMATS] = {
    [FORMAT_TEXT] = {"text", false},
    [FORMAT_JSON] = {"json", true},
    [FORMAT_SARIF] = {"sarif", true},
    [FORMAT_GITHUB] = {"github", false},
    [FORMAT_MARKDOWN] = {"markdown", false},
    [FORMAT_SUPPRESSIONS] = {"suppressions", false},
};

/* Finds the format whose name is the first LENGTH bytes of WORD; FORMATS if none is. */
static enum report_format find_format(const char *word, size_t length)
{
    enum report_format format = 0;

    while (format < FORMATS && (strlen(formats[format].name) != length ||
                                strncmp(formats[format].name, word, length) != 0))
        format++;
    return format;
}

static bool is_there(const struct report_outputs *outputs,
                     const struct report_output *wanted)
{
    for (size_t i = 0; i < outputs->count; i++) {
        const struct report_output *output = &outputs->output[i];
        if (output->format == wanted->format && !output->file == !wanted->file &&
            (!output->file || !strcmp(output->file, wanted->file)))
            return true;
    }
    return false;
}

bool report_output_add(struct report_outputs *outputs, const char *word)
{
    size_t length = strcspn(word, ":");
    struct report_output output = {find_format(word, length),
                                   word[length] ? word + length + 1 : NULL};

    if (output.format == FORMATS)
        complain("--format=%s: no such format", word);
    else if (formats[output.format].needs_jansson && !HAVE_JANSSON)
        complain("--format=%s: this noreuseaddr was built without jansson", word);
    else if (output.file && !*output.file)
        complain("--format=%s: no file named", word);
    else if (is_there(outputs, &output))
        return true;
    else if (outputs->count == REPORT_OUTPUTS)
        complain("--format=%s: more than %d formats", word, REPORT_OUTPUTS);
    else {
        outputs->output[outputs->count++] = output;
        return true;
    }
    return false;
}

bool report_output_can_follow(const struct report_outputs *outputs)
{
    const struct report_output *output = &outputs->output[0];

    return !outputs->count ||
           (outputs->count == 1 && !output->file && output->format <= FORMAT_JSON);
}

bool report_output_has_file(const struct report_outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (outputs->output[i].file)
            return true;
    return false;
}

static bool file_fits(const char *file)
{
    /* A FIFO that nobody reads may be read later. */
    int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = open(file, flags | O_CREAT | O_EXCL, 0666);
    bool created = fd >= 0;

    if (!created && errno == EEXIST)
        fd = open(file, flags);
    if (fd < 0 && errno != ENXIO) {
        complain("%s: %s", file, strerror(errno));
        return false;
    }
    if (fd >= 0)
        close(fd);
    if (created)
        unlink(file);
    return true;
}

bool report_output_files_fit(const struct report_outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (outputs->output[i].file && !file_fits(outputs->output[i].file))
            return false;
    return true;
}

static bool print(FILE *to, enum report_format format,
                  const struct report_findings *findings,
                  const struct report_style *style)
{
    switch (format) {
    case FORMAT_JSON:
        return report_json_print(to, findings, false);
    case FORMAT_SARIF:
        return report_sarif_print(to, findings);
    case FORMAT_GITHUB:
        report_github_print(to, findings);
        return true;
    case FORMAT_MARKDOWN:
        report_markdown_print(to, findings);
        return true;
    case FORMAT_SUPPRESSIONS:
        report_gen_suppressions(to, findings);
        return true;
    default:
        report_table_print(to, findings, style);
        return true;
    }
}

static bool write_file(const struct report_output *output,
                       const struct report_findings *findings,
                       const struct report_style *style)
{
    FILE *to = fopen(output->file, "we");
    bool printed = to && print(to, output->format, findings, style);
    bool good = printed && !ferror(to);

    if (to && fclose(to))
        good = false;
    if (!good && (!to || printed))
        complain("%s: %s", output->file, strerror(errno));
    return good;
}

bool report_output_write_files(const struct report_outputs *outputs,
                               const struct report_findings *findings,
                               const struct report_style *style)
{
    bool good = true;

    for (size_t i = 0; i < outputs->count; i++)
        if (outputs->output[i].file &&
            !write_file(&outputs->output[i], findings, style))
            good = false;
    return good;
}

bool report_output_print(FILE *to, const struct report_outputs *outputs,
                         const struct report_findings *findings,
                         const struct report_style *style)
{
    bool any = false, good = true;

    for (size_t i = 0; i < outputs->count; i++) {
        if (outputs->output[i].file)
            continue;
        any = true;
        good = print(to, outputs->output[i].format, findings, style) && good;
    }
    if (!any)
        print(to, FORMAT_TEXT, findings, style);
    return good;
}
