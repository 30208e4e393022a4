/* SPDX-License-Identifier: ISC */
/* Prints a sequence as a C program. */
#ifndef NOREUSEADDR_TESTS_PRINT_C_H
#define NOREUSEADDR_TESTS_PRINT_C_H

#include "sequence.h"

#include <stdio.h>

/*
 * Writes to OUT a program that makes the calls of SEQUENCE and prints after each its
 * result and what became of the sockets.  WHAT, a text of one line, goes on its top.
 */
void print_c(FILE *out, const struct sequence *sequence, const char *what);

#endif
