/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "json_text.h"

#include "launcher/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Is the byte AT of BYTES, which are UTF-8, part of a control character that JSON
 * leaves as it is?  That is DEL, or one of U+0080 to U+009F, which are two bytes. */
static bool is_control(const char *bytes, size_t at, size_t length)
{
    const unsigned char *byte = (const unsigned char *)bytes + at;

    if (*byte == 0xc2)
        return at + 1 < length && byte[1] < 0xa0;
    return *byte == 0x7f || (*byte >= 0x80 && *byte < 0xa0 && at && byte[-1] == 0xc2);
}

json_t *json_text(const char *bytes, size_t length)
{
    enum { ESCAPED = sizeof "\\x00" - 1 };
    size_t at = 0;
    json_t *plain = json_stringn(bytes, length);
    bool is_utf8 = plain != NULL;
    char *escaped = malloc(ESCAPED * length + 1);

    json_decref(plain);
    for (size_t i = 0; escaped && i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool stays = (is_utf8 || byte < 0x80) && !is_control(bytes, i, length);
        if (!stays)
            at += (size_t)snprintf(escaped + at, ESCAPED + 1, "\\x%02x", byte);
        else if (byte == '\\')
            at += (size_t)snprintf(escaped + at, ESCAPED + 1, "\\\\");
        else
            escaped[at++] = (char)byte;
    }
    json_t *made = escaped ? json_stringn(escaped, at) : NULL;
    free(escaped);
    return made;
}

json_t *json_text_or_null(const char *string)
{
    return string ? json_text(string, strlen(string)) : json_null();
}

bool json_write(FILE *to, json_t *json, const char *format, bool in_one_line)
{
    size_t layout = in_one_line ? JSON_COMPACT : JSON_INDENT(2);
    bool good =
        json && !json_dumpf(json, to, layout) && fputc('\n', to) != EOF && !fflush(to);

    if (!good)
        complain("--format=%s: %s", format, strerror(json ? errno : ENOMEM));
    json_decref(json);
    return good;
}
