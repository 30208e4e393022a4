/* SPDX-License-Identifier: ISC */
/* For Frama-C an atomic is volatile: each load gives any value, whatever other threads
 * and earlier calls have left there. */
#ifndef NOREUSEADDR_TESTS_STDATOMIC_H
#define NOREUSEADDR_TESTS_STDATOMIC_H

#define _Atomic volatile
#define atomic_load_explicit(object, order) (*(object))
#define atomic_store_explicit(object, value, order) ((void)(*(object) = (value)))
#define atomic_fetch_add_explicit(object, value, order) (*(object) += (value))
#define atomic_fetch_or_explicit(object, value, order) (*(object) |= (value))

#endif
