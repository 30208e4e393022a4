/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_failed(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: not true: %s\n", file, line, condition);
    abort();
}

char *fuzz_bytes(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size ? size : 1);

    HOLDS(bytes);
    if (size)
        memcpy(bytes, data, size);
    return bytes;
}

char *fuzz_string(const uint8_t *data, size_t size)
{
    char *string = malloc(size + 1);

    HOLDS(string);
    if (size)
        memcpy(string, data, size);
    string[size] = '\0';
    return string;
}
