/* SPDX-License-Identifier: ISC */
/* What the programs that measure share. */
#ifndef NOREUSEADDR_BENCH_H
#define NOREUSEADDR_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The monotonic clock, in nanoseconds. */
static inline double bench_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

/* Ends the program with the error that WHAT ended in: a figure from a run in which a
 * call failed would be worth nothing. */
static inline void bench_die(const char *what)
{
    perror(what);
    exit(1);
}

#endif
