/* SPDX-License-Identifier: ISC */
/* The look at a program before it is run: can a library be preloaded into it? */
#ifndef NOREUSEADDR_LAUNCHER_PROGRAM_H
#define NOREUSEADDR_LAUNCHER_PROGRAM_H

#include "elf_file.h"
#include "library.h"

#include <limits.h>
#include <stdbool.h>

struct program {
    char
        path[PATH_MAX]; /* the file that runs in the end: of a script its interpreter */
    bool interpreter;   /* is it an interpreter? */
    struct elf_file elf;
};

/*
 * Finds the file that execvp(3) would run for COMMAND and writes its path into PATH.
 * Returns false with errno set (ENOENT, EACCES, ...) if there is none.
 */
bool program_find(const char *command, char path[PATH_MAX]);

/*
 * Looks at the executable file PATH: through scripts to their interpreter, through
 * `#!/usr/bin/env NAME` to NAME.  What can't be read stays unknown.
 */
void program_look(const char *path, struct program *program);

/*
 * Why the library can't be preloaded into PROGRAM, as a static text that follows "it ";
 * NULL if it can be or if that is not known.
 */
const char *program_obstacle(const struct program *program,
                             const struct library *library);

/*
 * The part of program_obstacle that the ELF headers answer, of the program, the library
 * and the launcher (which shares the library's loader).  OTHER_ARCHITECTURES tells
 * whether programs of those find a library of their own.  No system call but stat(2) of
 * loaders whose names differ.
 */
const char *program_elf_obstacle(const struct elf_file *program,
                                 const struct elf_file *library,
                                 const struct elf_file *launcher,
                                 bool other_architectures);

#endif
