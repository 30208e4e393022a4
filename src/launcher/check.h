/* SPDX-License-Identifier: ISC */
/* --check: the proof that the library works here. */
#ifndef NOREUSEADDR_LAUNCHER_CHECK_H
#define NOREUSEADDR_LAUNCHER_CHECK_H

#include "fix/settings.h"
#include "library.h"

/* The private argument by which the launcher runs itself as the client that is tested;
 * the path of the library follows. */
#define CHECK_CLIENT "--check-client"

/*
 * Prints to standard output which library is loaded into what, what client sockets look
 * like with and without it under OPTIONS, and whether the program COMMAND (NULL: none)
 * can have it; never starts that program.  Returns the exit status: 0 if all is well,
 * else it has complained.
 */
int check_run(const struct library *library, const struct settings *options,
              const char *command);

/*
 * The client: tells on standard output, for check_run, whether the library file PATH is
 * loaded into this process and how its sockets fare.  Returns the exit status.
 */
int check_client(const char *path);

#endif
