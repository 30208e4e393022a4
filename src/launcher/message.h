/* SPDX-License-Identifier: ISC */
/* What the launcher says to its user, and the exit statuses that are its own. */
#ifndef NOREUSEADDR_LAUNCHER_MESSAGE_H
#define NOREUSEADDR_LAUNCHER_MESSAGE_H

/* As env(1) of POSIX, and as coreutils document them for env, nice and timeout. */
enum {
    EXIT_CHECK_FAILED = 1,
    EXIT_LAUNCHER = 125,   /* the launcher itself failed */
    EXIT_CANNOT_RUN = 126, /* the command was found, but can't be executed */
    EXIT_NOT_FOUND = 127,
};

/*
 * Writes "noreuseaddr: " and the text for FORMAT to standard error, as one line that is
 * printable().  Keeps errno.  Not async-signal-safe.
 */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes the text for FORMAT to standard output, as one line that is printable(). */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
