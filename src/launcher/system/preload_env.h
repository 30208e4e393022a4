/* SPDX-License-Identifier: ISC */
/*
 * The list of libraries in LD_PRELOAD.  Its separators are spaces and colons: ld.so(8)
 * of Linux, rtld(1) of FreeBSD, ld.elf_so(1) of NetBSD.  A colon is understood
 * everywhere, also by OpenBSD and macOS, which know no other, so that is what the
 * launcher writes.
 */
#ifndef NOREUSEADDR_LAUNCHER_SYSTEM_PRELOAD_ENV_H
#define NOREUSEADDR_LAUNCHER_SYSTEM_PRELOAD_ENV_H

#include <stdbool.h>
#include <stddef.h>

/* The names by which a loader that searches its directories finds our libraries. */
#define LIBRARY_FIX "libnoreuseaddr.so"
#define LIBRARY_AUDIT "libnoreuseaddr-audit.so"

/*
 * Adds LIBRARY, one of ours, to the list VALUE (may be NULL).  It comes last, nearest
 * to the kernel: what the others do to the flag is then seen too.  It comes before
 * what must be last itself, libtorsocks.so and the model of --demo.  Entries of VALUE
 * that are ours are dropped, the others keep their order.  Empty entries go too, since
 * OpenBSD's ld.so ends the program over one.  With LIBRARY NULL our entries are only
 * dropped. Returns a string to be freed, NULL if there is no memory.  Not
 * async-signal-safe.
 */
char *preload_env_merge(const char *library, const char *value);

/*
 * Does ENTRY, of LENGTH bytes, name one of our libraries, by whatever path?  No system
 * call.
 */
bool preload_env_is_ours(const char *entry, size_t length);

/* Is NAME, to the letter, an entry of the list VALUE (may be NULL)?  No system call. */
bool preload_env_has(const char *value, const char *name);

#endif
