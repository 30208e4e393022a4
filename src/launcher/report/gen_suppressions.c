/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "gen_suppressions.h"

#include "command.h"

#include <string.h>

/* Writes a line of KIND for NAME alone: what fnmatch(3) takes for more than itself is
 * escaped, and what can't stand in a line matches any byte. */
static void put_line(FILE *to, enum suppression_kind kind, const char *name,
                     size_t length)
{
    fprintf(to, "%s:", suppression_kind_name(kind));
    for (size_t i = 0; i < length; i++) {
        bool edge = i == 0 || i + 1 == length;
        if (strchr("\r\n", name[i]) || (edge && strchr(" \t", name[i])))
            fputc('?', to);
        else
            fprintf(to, strchr("*?[]\\", name[i]) ? "\\%c" : "%c", name[i]);
    }
    fputc('\n', to);
}

/* The narrowest of what the step says; of a module that is unnamed nothing. */
static bool put_step(FILE *to, const struct report_step *step)
{
    if (!step)
        return false;
    const char *function = step->level.function;
    if (step->script)
        put_line(to, SUPPRESS_SCRIPT, step->script->file, strlen(step->script->file));
    else if (function)
        put_line(to, SUPPRESS_FUNCTION, function, strlen(function));
    else if (step->module && step->module->path_length)
        put_line(to, SUPPRESS_MODULE, step->module->path, step->module->path_length);
    else
        return false;
    return true;
}

void report_gen_suppressions(FILE *to, const struct report_findings *findings)
{
    char text[REPORT_PAIR];
    size_t length;

    for (size_t i = 0; i < findings->pairs->pairs; i++) {
        const struct report_pair *pair = &findings->pairs->pair[i];
        const struct report_member *member = (*pair->group)->member;
        if (member->suppressed)
            continue;
        report_pair_text(pair, text);
        fprintf(to, "# %s\n", text);
        const char *program = report_command_path(member->program, &length);
        if (!put_step(to, report_chain_inner(member->setter)) &&
            !put_step(to, report_chain_inner(member->caller)) && length)
            put_line(to, SUPPRESS_PROGRAM, program, length);
    }
}
