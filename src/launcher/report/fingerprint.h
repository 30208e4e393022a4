/* SPDX-License-Identifier: ISC */
/* By what a finding is known again in a later version of the source. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_FINGERPRINT_H
#define NOREUSEADDR_LAUNCHER_REPORT_FINGERPRINT_H

#include "pair.h"

struct report_fingerprint {
    uint64_t hash;
    size_t ordinal; /* 1 on: which of those with this hash, by their lines */
};

/*
 * Returns one for each of PAIRS, for free(3), or NULL without memory.  They hang on the
 * rule and on file and function of both places, not on lines; without a function, on
 * the address in the module.
 */
struct report_fingerprint *report_fingerprints(const struct report_pairs *pairs);

#endif
