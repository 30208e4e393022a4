/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "text.h"

#include <string.h>

size_t report_text_escape(char *text, size_t size, const char *bytes, size_t length)
{
    size_t at = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        size_t wide = byte >= ' ' && byte < 0x7f ? 1 : 4;
        if (at + wide >= size)
            break;
        if (wide == 1)
            text[at] = (char)byte;
        else
            snprintf(text + at, 5, "\\x%02x", byte);
        at += wide;
    }
    text[at] = '\0';
    return at;
}

void report_text_shorten(char *text, size_t width)
{
    size_t length = strlen(text);

    if (length <= width)
        return;
    size_t head = (width - 3) / 3, tail = width - 3 - head;
    memset(text + head, '.', 3);
    memmove(text + head + 3, text + length - tail, tail + 1);
}

/* Returns how many characters of TEXT go into a line of WIDTH. */
static size_t line_length(const char *text, size_t width)
{
    size_t length = strlen(text);

    if (length <= width)
        return length;
    while (width && text[width] != ' ')
        width--;
    while (width && text[width - 1] == ' ') /* two stand between sentences */
        width--;
    return width ? width : strcspn(text, " ");
}

void report_text_wrap(FILE *to, const char *text, size_t indent, size_t columns)
{
    char line[256];
    size_t width = columns > indent + 10 ? columns - indent : 10;

    for (;;) {
        size_t length = line_length(text, width);
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        report_text_shorten(line, width);
        fprintf(to, "%s\n", line);
        text += length;
        text += strspn(text, " ");
        if (!*text)
            return;
        fprintf(to, "%*s", (int)indent, "");
    }
}
