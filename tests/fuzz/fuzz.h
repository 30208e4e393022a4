/* SPDX-License-Identifier: ISC */
/*
 * Harnesses for what reads outside input, one file for each, named as what it tries.
 * Linked with libFuzzer they look for inputs that break it (see run), linked with
 * replay.c they try the files of corpus/NAME again, everywhere.
 */
#ifndef NOREUSEADDR_TESTS_FUZZ_H
#define NOREUSEADDR_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* One input, by the name that libFuzzer calls it by.  Returns 0; what must not happen
 * ends the program. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program with SIGABRT, and says where, unless CONDITION holds. */
#define HOLDS(condition)                                                               \
    do {                                                                               \
        if (!(condition))                                                              \
            fuzz_failed(__FILE__, __LINE__, #condition);                               \
    } while (0)

void fuzz_failed(const char *file, int line, const char *condition)
    __attribute__((noreturn));

/*
 * The SIZE bytes at DATA in memory of their own, to be freed, with nothing behind them
 * that AddressSanitizer would let pass.
 */
char *fuzz_bytes(const uint8_t *data, size_t size);

/* The same as a string: a NUL ends them. */
char *fuzz_string(const uint8_t *data, size_t size);

#endif
