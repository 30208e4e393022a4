/* SPDX-License-Identifier: ISC */
/* What a command runs in the end: a script's interpreter, and its ELF headers. */
#ifndef NOREUSEADDR_LAUNCHER_PROGRAM_INSPECT_H
#define NOREUSEADDR_LAUNCHER_PROGRAM_INSPECT_H

#include "elf_file.h"

#include <limits.h>
#include <stdbool.h>

struct program {
    char path[PATH_MAX]; /* the file that the kernel loads; of a script its interpreter
                          */
    bool interpreter;    /* is it an interpreter? */
    struct elf_file elf;
};

/*
 * Fills PROGRAM for the executable file PATH: follows scripts to their interpreter and
 * `#!/usr/bin/env NAME` to NAME.  What can't be read stays unknown.
 */
void program_inspect(const char *path, struct program *program);

#endif
