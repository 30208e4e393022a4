/* SPDX-License-Identifier: ISC */
/* The loaders of this system, one for each C library and architecture. */
#ifndef NOREUSEADDR_LAUNCHER_SYSTEM_LOADERS_H
#define NOREUSEADDR_LAUNCHER_SYSTEM_LOADERS_H

#include <stdbool.h>

/*
 * Has each loader that reads /etc/ld.so.preload list what it loads, as a user without
 * privilege, to see whether it takes the library by NAME (with a slash), and runs
 * LAUNCHER (absolute) with it.  Prints a line for each loader.  Returns false, and has
 * complained, if a loader does not take it, if no loader reads the file, or if somebody
 * other than root could change a library.  Only root can ask.
 */
bool loaders_load(const char *launcher, const char *name);

#endif
