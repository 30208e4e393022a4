/* SPDX-License-Identifier: ISC */
/* Compares the two sides of a sequence. */
#ifndef NOREUSEADDR_TESTS_COMPARE_H
#define NOREUSEADDR_TESTS_COMPARE_H

#include "side.h"

#include <stddef.h>

struct comparison {
    bool agree;
    bool refused;        /* compared only up to a permitted refusal */
    unsigned lacks;      /* how often a flag was lacking, as permitted */
    unsigned step;       /* that differs first */
    const char *what;    /* of it: static text */
    char sides[2][1024]; /* that part on each side */
};

/* From now on nothing is permitted to differ. */
void compare_exactly(void);

/* Compares TRACES of SEQUENCE and stores at RESULT how it ended. */
void compare(const struct sequence *sequence, const struct trace traces[SIDES],
             struct comparison *result);

#endif
