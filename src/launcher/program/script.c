/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "script.h"

#include <string.h>

#define BLANK " \t"

/* Copies the next word of *TEXT, moves past it, and returns its length. */
static size_t next_word(const char **text, char word[SCRIPT_HEAD])
{
    *text += strspn(*text, BLANK);
    size_t length = strcspn(*text, BLANK);
    memcpy(word, *text, length);
    word[length] = '\0';
    *text += length;
    return length;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The first word that is neither an option of env(1) nor NAME=VALUE. */
static void find_env_program(const char *text, char program[SCRIPT_HEAD])
{
    while (next_word(&text, program))
        if (*program != '-' && !strchr(program, '='))
            return;
}

/* As fs/binfmt_script.c:load_script does: a NUL ends the line too, and a name that may
 * have been cut off is refused. */
bool script_interpreter(const char *head, size_t size, char interpreter[SCRIPT_HEAD],
                        char env_program[SCRIPT_HEAD])
{
    char line[SCRIPT_HEAD + 1] = {0};

    *env_program = '\0';
    if (size < 2 || size > SCRIPT_HEAD || memcmp(head, "#!", 2) != 0)
        return false;
    memcpy(line, head + 2, size - 2);
    line[strcspn(line, "\n")] = '\0';

    const char *text = line;
    size_t length = next_word(&text, interpreter);
    if (!length || (size_t)(text - line) == SCRIPT_HEAD - 2)
        return false;
    if (!strcmp(base_name(interpreter), "env"))
        find_env_program(text, env_program);
    return true;
}
