/* SPDX-License-Identifier: ISC */
/* The name alone: the arguments take a system call of each system's own. */
#include "config.h"

#include "command_line.h"

#include <stdlib.h>
#include <string.h>

struct report_program command_line;

void command_line_start(void)
{
    const char *name = getprogname();
    size_t length = name ? strnlen(name, sizeof command_line.words - 1) : 0;

    memcpy(command_line.words, name ? name : "", length);
    command_line.length = (uint16_t)(length + 1);
}
