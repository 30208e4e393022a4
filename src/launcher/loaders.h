/* SPDX-License-Identifier: ISC */
/* The loaders of this system, one for each C library and architecture. */
#ifndef NOREUSEADDR_LAUNCHER_LOADERS_H
#define NOREUSEADDR_LAUNCHER_LOADERS_H

#include "library.h"

#include <stdbool.h>

/*
 * Has each loader that reads /etc/ld.so.preload list what it loads, as a user without
 * privilege, to see whether it takes the name NAME (with a slash) of LIBRARY, and runs
 * the launcher with it.  Prints a line for each loader.  Returns false, and has
 * complained, if a loader does not take it, if no loader reads the file, or if somebody
 * other than root could change a library.  Only root can ask.
 */
bool loaders_load(const struct library *library, const char *name);

#endif
