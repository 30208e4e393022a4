/* SPDX-License-Identifier: ISC */
/* Tries a sequence until chance is out of it, and cuts one that fails down. */
#ifndef NOREUSEADDR_TESTS_SHRINK_H
#define NOREUSEADDR_TESTS_SHRINK_H

#include "compare.h"

enum verdict {
    AGREES,
    UNSTEADY, /* differs at times, as runs of one side do among themselves */
    DIFFERS,
};

/*
 * Runs SEQUENCE, and if the sides differ up to RUNS times more: it DIFFERS only if no
 * run with the library is like any run without.  (Which of two listeners with
 * SO_REUSEPORT gets a client is the kernel's random choice, for one.)  Stores at RESULT
 * the first difference, or the agreement.
 */
enum verdict try_sequence(const struct sequence *sequence, unsigned runs,
                          struct comparison *result);

/* Takes out of SEQUENCE, which differs, all that it also differs without. */
void shrink(struct sequence *sequence);

#endif
