/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "text.h"

#include "launcher/printable.h"

#include <string.h>

void report_text_shorten(char *text, size_t columns)
{
    size_t all = printable_columns(text);

    if (all <= columns)
        return;
    size_t head = (columns - 3) / 3, tail = columns - 3 - head;
    size_t start = printable_fit(text, head), end = printable_fit(text, all - tail);
    if (printable_columns(text + end) > tail) /* a wide character was in the way */
        end += printable_fit(text + end, 2);
    memmove(text + start + 3, text + end, strlen(text + end) + 1);
    memset(text + start, '.', 3);
}

/* Returns how many bytes of TEXT go into a line of COLUMNS. */
static size_t line_length(const char *text, size_t columns)
{
    size_t length = printable_fit(text, columns);

    if (!text[length])
        return length;
    while (length && text[length] != ' ')
        length--;
    while (length && text[length - 1] == ' ') /* two stand between sentences */
        length--;
    return length ? length : strcspn(text, " ");
}

void report_text_wrap(FILE *to, const char *text, size_t indent, size_t columns)
{
    char line[1024];
    size_t width = columns > indent + 10 ? columns - indent : 10;

    for (;;) {
        size_t length = line_length(text, width);
        printable(line, sizeof line, text, length);
        report_text_shorten(line, width);
        fprintf(to, "%s\n", line);
        text += length;
        text += strspn(text, " ");
        if (!*text)
            return;
        fprintf(to, "%*s", (int)indent, "");
    }
}

void report_text_pad(FILE *to, const char *text, size_t columns)
{
    size_t used = printable_columns(text);

    fprintf(to, "%s%*s", text, (int)(used < columns ? columns - used : 0), "");
}
