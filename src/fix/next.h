/* SPDX-License-Identifier: ISC */
/* The next definition of each wrapped call in the chain; in the end, libc's. */
#ifndef NOREUSEADDR_NEXT_H
#define NOREUSEADDR_NEXT_H

#include "start.h"

#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/types.h>

typedef int connect_fn(int, const struct sockaddr *, socklen_t);
typedef int bind_fn(int, const struct sockaddr *, socklen_t);
typedef int setsockopt_fn(int, int, int, const void *, socklen_t);
typedef ssize_t sendto_fn(int, const void *, size_t, int, const struct sockaddr *,
                          socklen_t);
typedef ssize_t sendmsg_fn(int, const struct msghdr *, int);

/* The wrappers themselves.  Where their names are not the calls' no header has them. */
connect_fn ENTRY_NAME(connect);
bind_fn ENTRY_NAME(bind);
setsockopt_fn ENTRY_NAME(setsockopt);
sendto_fn ENTRY_NAME(sendto);
sendmsg_fn ENTRY_NAME(sendmsg);

/*
 * Defines early_NAME, the value of FIELD until load has filled it: another library's
 * constructor may call before ours has run (ip2unix issue 29).
 */
#define NEXT_EARLY(field, name, type, parameters, arguments)                           \
    COLD static type early_##name parameters                                           \
    {                                                                                  \
        start();                                                                       \
        if (atomic_load_explicit(&(field), memory_order_relaxed) == early_##name)      \
            return next_missing();                                                     \
        return atomic_load_explicit(&(field), memory_order_relaxed) arguments;         \
    }

/* Filled at load; before that, functions that fill it and call on. */
struct next {
    _Atomic(connect_fn *) connect;
    _Atomic(bind_fn *) bind;
    _Atomic(setsockopt_fn *) setsockopt;
    _Atomic(sendto_fn *) sendto;
    _Atomic(sendmsg_fn *) sendmsg;
};

HIDDEN extern struct next next;

/* The next definition of a POSIX call, by its name. */
#define NEXT(name) atomic_load_explicit(&next.name, memory_order_relaxed)

/*
 * Stores the next definition of NAME in FIELD, an atomic function pointer, if there is
 * one.  dlsym of a missing name may allocate (dlerror's text), so only names that are
 * sure to be there are looked up.
 */
#define NEXT_LOOK_UP(field, type, name)                                                \
    do {                                                                               \
        type *found_ = (type *)next_look_up(name);                                     \
        if (found_)                                                                    \
            atomic_store_explicit(&(field), found_, memory_order_relaxed);             \
    } while (0)

/*
 * FIELD, which NEXT_LOOK_UP fills at load, or now if somebody calls before; or NULL.
 */
#define NEXT_EXTRA(field)                                                              \
    (atomic_load_explicit(&(field), memory_order_relaxed)                              \
         ? atomic_load_explicit(&(field), memory_order_relaxed)                        \
         : (start(), atomic_load_explicit(&(field), memory_order_relaxed)))

/*
 * The next definition of the function NAME, NULL if there is none.  Takes the loader's
 * lock: not async-signal-safe, for the start of the library.
 */
COLD void *next_look_up(const char *name);

/*
 * What a wrapper returns that has no next definition: -1, with ENOSYS in errno.
 * Async-signal-safe.
 */
COLD int next_missing(void);

/*
 * Fills `next`.  As next_look_up.
 */
COLD void next_start(void);

#endif
