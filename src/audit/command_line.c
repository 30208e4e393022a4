/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "command_line.h"

#include <string.h>

struct report_program command_line;

size_t command_line_join(char *const words[], int count, char *to, size_t size)
{
    size_t at = 0;

    for (int i = 0; i < count && words[i] && at < size; i++) {
        size_t length = strnlen(words[i], size - at - 1);
        memcpy(to + at, words[i], length);
        at += length;
        to[at++] = '\0';
    }
    return at;
}

void command_line_start(void)
{
    char words[sizeof command_line.words + 1]; /* one more tells whether all fits */
    size_t size = sizeof command_line.words, at = command_line_path(words, size - 1);

    words[at++] = '\0';
    at += command_line_arguments(words + at, sizeof words - at);
    command_line.is_cut = at > size;
    at = at > size ? size : at;
    words[at - 1] = '\0';
    memcpy(command_line.words, words, at);
    command_line.length = (uint16_t)at;
}
