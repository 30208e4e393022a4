/* SPDX-License-Identifier: ISC */
/* Makes the calls of a sequence. */
#ifndef NOREUSEADDR_TESTS_RUN_H
#define NOREUSEADDR_TESTS_RUN_H

#include "trace.h"

enum {
    /* What errno is before each call: a value that no socket call gives. */
    ERROR_BEFORE = 18, /* EXDEV */
};

/*
 * Makes the calls of SEQUENCE in this process and notes at TRACE, memory that its
 * children share, what is seen.  Leaves its descriptors open: it is to end then.
 */
void run(const struct sequence *sequence, struct trace *trace);

#endif
