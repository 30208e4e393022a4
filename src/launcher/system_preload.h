/* SPDX-License-Identifier: ISC */
/* --system: the library in all programs of the system, by /etc/ld.so.preload. */
#ifndef NOREUSEADDR_LAUNCHER_SYSTEM_PRELOAD_H
#define NOREUSEADDR_LAUNCHER_SYSTEM_PRELOAD_H

#include "library.h"

/*
 * Puts LIBRARY into the file, once all loaders of the system have shown that they load
 * it.  Prints what it found and did.  Returns the exit status; if it is not 0, the file
 * is as it was, and it has complained.
 */
int system_preload_enable(const struct library *library);

/* Takes our entries out of the file, whether or not the library is there.  As above. */
int system_preload_disable(void);

/*
 * Prints whether the file has our library, and under which names.  Returns the exit
 * status: 0 if it has, 1 if not, else it has complained.
 */
int system_preload_status(void);

#endif
