/* SPDX-License-Identifier: ISC */
/*
 * Two threads on the model of the kernel, of which one runs at a time, as far as its
 * next step: a load or store of a word that src/fix/ shares, or a call of the kernel.
 */
#ifndef NOREUSEADDR_TESTS_STEPS_H
#define NOREUSEADDR_TESTS_STEPS_H

#include "history.h"
#include "library.h"

#include <setjmp.h>
#include <ucontext.h>

enum { THREADS = 2, CALLS = 2, STACK = 8 << 10 };

struct thread {
    ucontext_t context; /* to begin with */
    jmp_buf resume;     /* where it goes on */
    bool begun;
    struct op ops[CALLS];
    struct outcome outcomes[CALLS];
    uint8_t chosen[CALLS]; /* the flags that were on while the kernel chose */
    unsigned at;           /* the call, CALLS at its end */
    bool within;           /* that call has begun */
    int error;             /* errno */
    struct calls calls;
    uint64_t
        seen; /* all that it was told, as a hash: what it does next comes of that */
    _Alignas(16) char stack[STACK];
};

/* All of a moment, but for the library's words. */
struct moment {
    struct kernel kernel;
    struct thread threads[THREADS];
    unsigned running;
    unsigned refused; /* calls whose port is taken, a bit for each */
};
extern struct moment moment;

/* Makes a thread begin with its ops. */
void steps_begin(unsigned thread);

/* Runs the thread as far as its next step; it is not at its end. */
void steps_run(unsigned thread);

/* The library's calls, and those that pass it by: a step. */
extern const struct caller steps_with;

#endif
