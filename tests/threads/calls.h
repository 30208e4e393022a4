/* SPDX-License-Identifier: ISC */
/* The next definitions of the wrapped calls: those of the model, a step each. */
#ifndef NOREUSEADDR_TESTS_CALLS_H
#define NOREUSEADDR_TESTS_CALLS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

int step_connect(int fd, const struct sockaddr *to, socklen_t length);
int step_bind(int fd, const struct sockaddr *local, socklen_t length);
int step_setsockopt(int fd, int level, int option, const void *value, socklen_t length);
ssize_t step_sendto(int fd, const void *data, size_t size, int flags,
                    const struct sockaddr *to, socklen_t length);
ssize_t step_sendmsg(int fd, const struct msghdr *message, int flags);

/* Will no other thread change or look at WORD, where the descriptor OWN is one
 * thread's? */
bool word_is_settled(const void *word, int own);

#endif
