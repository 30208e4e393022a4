/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "printable.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

/* Returns the length of the character at BYTES, of which there are LENGTH, and stores
 * it in *C; 1 and NUL for a byte that begins none. */
static size_t next(const char *bytes, size_t length, wchar_t *c)
{
    mbstate_t state;

    memset(&state, 0, sizeof state);
    size_t size = mbrtowc(c, bytes, length, &state);
    if (size > 0 && size <= length)
        return size;
    *c = L'\0';
    return 1;
}

size_t printable(char *text, size_t size, const char *bytes, size_t length)
{
    size_t at = 0;
    wchar_t c;

    while (length) {
        size_t step = next(bytes, length, &c);
        bool plain = c && iswprint((wint_t)c);
        if (at + (plain ? step : 4 * step) >= size)
            break;
        for (size_t i = 0; i < step; i++)
            if (plain)
                text[at++] = bytes[i];
            else
                at +=
                    (size_t)snprintf(text + at, 5, "\\x%02x", (unsigned char)bytes[i]);
        bytes += step;
        length -= step;
    }
    text[at] = '\0';
    return at;
}

/* Returns the length of the character at TEXT and adds its width to *COLUMNS. */
static size_t advance(const char *text, size_t *columns)
{
    wchar_t c;
    size_t step = next(text, strnlen(text, MB_CUR_MAX), &c);
    int width = wcwidth(c);

    *columns += width < 0 ? 1 : (size_t)width;
    return step;
}

size_t printable_columns(const char *text)
{
    size_t columns = 0;

    while (*text)
        text += advance(text, &columns);
    return columns;
}

size_t printable_fit(const char *text, size_t columns)
{
    size_t used = 0, length = 0;

    while (text[length]) {
        size_t step = advance(text + length, &used);
        if (used > columns)
            break;
        length += step;
    }
    return length;
}
