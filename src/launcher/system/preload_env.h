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

/* The name by which a loader that searches its directories finds the library. */
#define LIBRARY_SONAME "libnoreuseaddr.so"

/*
 * Merges LIBRARY with the list VALUE (may be NULL): LIBRARY comes first, and entries
 * of VALUE that name our library, by the same text or by the same last component, are
 * dropped; the others keep their order.  Empty entries go too, since OpenBSD's ld.so
 * ends the program over one.  With LIBRARY NULL our entries are only dropped.
 * Returns a string to be freed, NULL if there is no memory.  Not async-signal-safe.
 */
char *preload_env_merge(const char *library, const char *value);

/* Does ENTRY, of LENGTH bytes, name our library, by whatever path?  No system call. */
bool preload_env_is_ours(const char *entry, size_t length);

/* Is NAME, to the letter, an entry of the list VALUE (may be NULL)?  No system call. */
bool preload_env_has(const char *value, const char *name);

#endif
