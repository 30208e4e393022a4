/* SPDX-License-Identifier: ISC */
/* Makes sequences by chance, the same from the same seed. */
#ifndef NOREUSEADDR_TESTS_GENERATE_H
#define NOREUSEADDR_TESTS_GENERATE_H

#include "sequence.h"

/* Stores at SEQUENCE the one with NUMBER of those that SEED stands for. */
void generate(uint64_t seed, uint64_t number, struct sequence *sequence);

#endif
