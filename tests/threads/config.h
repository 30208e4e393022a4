/* SPDX-License-Identifier: ISC */
/*
 * What configure found, but each access to an atomic word and each call of the kernel
 * is a step of its own: see steps.h.  It is found before the one that configure made.
 */
#ifndef NOREUSEADDR_TESTS_THREADS_CONFIG_H
#define NOREUSEADDR_TESTS_THREADS_CONFIG_H

#include "../histories/config.h"

#undef getsockopt
#undef getsockname
#undef getpeername
#define getsockopt step_getsockopt
#define getsockname step_getsockname
#define getpeername step_getpeername

#include <stdatomic.h>
#include <stdint.h>

unsigned step_load(const void *word);
void step_store(void *word, unsigned value);
unsigned step_or(void *word, unsigned value);
unsigned step_add(void *word, unsigned value);

/* Words are the hints and flags; what else is atomic is filled before threads begin. */
#undef atomic_load_explicit
#define atomic_load_explicit(object, order)                                            \
    _Generic(*(object), unsigned                                                       \
             : step_load((const void *)(object)), default                              \
             : *(object))
#undef atomic_store_explicit
#define atomic_store_explicit(object, value, order)                                    \
    _Generic(*(object), unsigned                                                       \
             : step_store((void *)(object), (unsigned)(uintptr_t)(value)), default     \
             : (void)(*(object) = (value)))
#undef atomic_fetch_or_explicit
#define atomic_fetch_or_explicit(object, value, order) step_or((object), (value))
#undef atomic_fetch_add_explicit
#define atomic_fetch_add_explicit(object, value, order) step_add((object), (value))

#endif
