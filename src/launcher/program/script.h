/* SPDX-License-Identifier: ISC */
/* The first line of a script. */
#ifndef NOREUSEADDR_LAUNCHER_PROGRAM_SCRIPT_H
#define NOREUSEADDR_LAUNCHER_PROGRAM_SCRIPT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* What kernels read of a file to tell its format; Linux: BINPRM_BUF_SIZE.  Some read
 * more; a line that is longer is left alone. */
enum { SCRIPT_HEAD = 256 };

/*
 * Takes the first SIZE bytes of a file, at most SCRIPT_HEAD, from HEAD.  Writes the
 * path of the interpreter into INTERPRETER and, if that is env(1), the name of the
 * program that env will run into ENV_PROGRAM ("" otherwise).  Returns false if HEAD is
 * not the start of a script that the kernel runs.  No system call.
 */
bool script_interpreter(const char *head, size_t size, char interpreter[SCRIPT_HEAD],
                        char env_program[SCRIPT_HEAD]);

#endif
