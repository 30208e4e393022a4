/* SPDX-License-Identifier: ISC */
/* --system: the library in all programs of the system, by /etc/ld.so.preload. */
#ifndef NOREUSEADDR_LAUNCHER_SYSTEM_PRELOAD_H
#define NOREUSEADDR_LAUNCHER_SYSTEM_PRELOAD_H

/*
 * Puts the library into the file by NAME, which has a slash: in a set-user-ID program
 * glibc looks for one without a slash only among libraries that are set-user-ID too,
 * and not in the cache (elf/dl-load.c:open_path, _dl_map_object), and complains of what
 * it does not find.  Before, all loaders of the system show that they load it, and
 * LAUNCHER (absolute) is run with it.  Prints what it found and did.  Returns the exit
 * status; if it is not 0, the file is as it was, and it has complained.
 */
int system_preload_enable(const char *launcher, const char *name);

/* Takes our entries out of the file, whether or not the library is there.  As above. */
int system_preload_disable(void);

/*
 * Prints whether the file has our library, and under which names.  Returns the exit
 * status: 0 if it has, 1 if not, else it has complained.
 */
int system_preload_status(void);

#endif
