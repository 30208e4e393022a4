/* SPDX-License-Identifier: ISC */
/*
 * The names by which a program reaches the wrapped calls.  The POSIX ones stand in
 * entry.c, sendmmsg in entry_sendmmsg.c, those that one system has beyond them in
 * entry_<system>.c.  All are async-signal-safe.
 */
#ifndef NOREUSEADDR_ENTRY_H
#define NOREUSEADDR_ENTRY_H

#include "autobind.h"
#include "next.h"

/*
 * Only what carries ENTRY is seen from outside the library.  ENTRY_NAME(connect) is
 * connect where the first definition of a name wins (ELF); macOS wants other names and
 * a table.
 */
#define ENTRY __attribute__((visibility("default")))

/*
 * Where the function it stands in returns to: in a wrapper to the program.  Nowhere
 * else, for not every processor can jump to the function that a wrapper ends in (s390x
 * with five arguments, 32-bit ARM with one more than the wrapper has).
 */
#define CALLER __builtin_return_address(0)

/*
 * What a wrapper of each call does, whatever its name: NEXT_FIELD holds its next
 * definition, CALLER is its caller.  They fail with ENOSYS where there is none.
 */
int entry_connect(_Atomic(connect_fn *) *next_field, int fd, const struct sockaddr *to,
                  socklen_t length, const void *caller);
int entry_bind(_Atomic(bind_fn *) *next_field, int fd, const struct sockaddr *local,
               socklen_t length, const void *caller);
int entry_setsockopt(_Atomic(setsockopt_fn *) *next_field, int fd, int level,
                     int option, const void *value, socklen_t length,
                     const void *caller);
ssize_t entry_sendto(_Atomic(sendto_fn *) *next_field, int fd, const void *data,
                     size_t size, int flags, const struct sockaddr *to,
                     socklen_t length, const void *caller);
ssize_t entry_sendmsg(_Atomic(sendmsg_fn *) *next_field, int fd,
                      const struct msghdr *message, int flags, const void *caller);

/* sendmmsg, which Linux and most BSDs have, each with types of its own. */
struct mmsghdr;
typedef SENDMMSG_RESULT sendmmsg_fn(int, struct mmsghdr *, SENDMMSG_COUNT,
                                    SENDMMSG_FLAGS);
SENDMMSG_RESULT entry_sendmmsg(_Atomic(sendmmsg_fn *) *next_field, int fd,
                               struct mmsghdr *messages, SENDMMSG_COUNT count,
                               SENDMMSG_FLAGS flags, const void *caller);

/*
 * Looks up the next sendmmsg, and the next definitions of this system's names.  As
 * next_start.
 */
COLD void sendmmsg_start(void);
COLD void entry_start(void);

#endif
