/* SPDX-License-Identifier: ISC */
/* The first bytes of a file that may be a script. */
#include "config.h"

#include "launcher/program/script.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Room for one name, which AddressSanitizer guards, and no NUL in it yet. */
static char *room(void)
{
    char *name = malloc(SCRIPT_HEAD);

    HOLDS(name);
    memset(name, 'x', SCRIPT_HEAD);
    return name;
}

/* NAME is one word of HEAD. */
static void is_word_of(const char *name, const char *head, size_t size)
{
    size_t length = strnlen(name, SCRIPT_HEAD);
    bool found = false;

    HOLDS(length > 0 && length < SCRIPT_HEAD);
    HOLDS(!strpbrk(name, " \t\n"));
    for (size_t at = 2; at + length <= size && !found; at++)
        found = !memcmp(head + at, name, length);
    HOLDS(found);
}

/* May the kernel have been given more of the interpreter's name than HEAD shows? */
static bool may_be_cut(const char *head, size_t size)
{
    size_t at = 2;

    while (at < size && (head[at] == ' ' || head[at] == '\t'))
        at++;
    while (at < size && !strchr(" \t\n", head[at])) /* finds the NUL too */
        at++;
    return at == SCRIPT_HEAD;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size = size < SCRIPT_HEAD ? size : SCRIPT_HEAD;
    char *head = fuzz_bytes(data, size), *interpreter = room(), *env_program = room();

    if (script_interpreter(head, size, interpreter, env_program)) {
        HOLDS(!memcmp(head, "#!", 2) && !may_be_cut(head, size));
        is_word_of(interpreter, head, size);
        if (*env_program) {
            is_word_of(env_program, head, size);
            HOLDS(*env_program != '-' && !strchr(env_program, '='));
        }
    }
    free(head);
    free(interpreter);
    free(env_program);
    return 0;
}
