/* SPDX-License-Identifier: ISC */
/* src/fix/ as this program has it: what a process's memory of it is. */
#ifndef NOREUSEADDR_TESTS_LIBRARY_H
#define NOREUSEADDR_TESTS_LIBRARY_H

#include "kernel.h"

/* All that src/fix/ remembers, as far as the model's ports and descriptors reach. */
struct library {
    unsigned in_use, clock;
    unsigned given[2][PORTS];
    unsigned cleared[DESCRIPTORS], harmless[DESCRIPTORS];
};

/* As if the process had just loaded the library with the settings TEXT. */
void library_start(const char *text, struct library *library);

void library_load(const struct library *library);
void library_save(struct library *library);

/* The names of src/fix/entry.c, see config.h. */
int library_connect(int fd, const struct sockaddr *to, socklen_t length);
int library_bind(int fd, const struct sockaddr *local, socklen_t length);
int library_setsockopt(int fd, int level, int option, const void *value,
                       socklen_t length);
ssize_t library_sendto(int fd, const void *data, size_t size, int flags,
                       const struct sockaddr *to, socklen_t length);
ssize_t library_sendmsg(int fd, const struct msghdr *message, int flags);

/* sendmmsg of one message. */
ssize_t library_sendmmsg_one(int fd, const struct msghdr *message, int flags);

#endif
