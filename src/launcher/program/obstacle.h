/* SPDX-License-Identifier: ISC */
/* What keeps the library out of a program. */
#ifndef NOREUSEADDR_LAUNCHER_PROGRAM_OBSTACLE_H
#define NOREUSEADDR_LAUNCHER_PROGRAM_OBSTACLE_H

#include "inspect.h"

/* What is to be preloaded. */
struct preload {
    const char *library;      /* its file */
    const char *launcher;     /* a program that loads it: this one */
    bool other_architectures; /* do programs of those find a library of their own? */
};

/*
 * Why PRELOAD can't be loaded into PROGRAM, as a text that follows "it " and is valid
 * until the next call.  NULL if it can be, or if that is not known.
 */
const char *program_obstacle(const struct program *program,
                             const struct preload *preload);

/*
 * The part of program_obstacle that the ELF headers answer, of the program, the library
 * and the launcher (which shares the library's loader).  OTHER_ARCHITECTURES is as in
 * struct preload.  No system call but stat(2) of loaders whose names differ.
 */
const char *program_elf_obstacle(const struct elf_file *program,
                                 const struct elf_file *library,
                                 const struct elf_file *launcher,
                                 bool other_architectures);

#endif
