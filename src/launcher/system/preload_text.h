/* SPDX-License-Identifier: ISC */
/*
 * The text of /etc/ld.so.preload: names of libraries, separated by spaces, tabs, colons
 * and newlines; '#' begins a comment (glibc, elf/rtld.c:dl_main).
 */
#ifndef NOREUSEADDR_LAUNCHER_SYSTEM_PRELOAD_TEXT_H
#define NOREUSEADDR_LAUNCHER_SYSTEM_PRELOAD_TEXT_H

#include <stddef.h>

struct text {
    char *bytes; /* from malloc; no NUL ends them */
    size_t length;
};

/*
 * Stores in EDITED what is to become of OLD: with our library as NAME, once, or without
 * it if NAME is NULL.  Entries whose last component is that of one of our libraries
 * are ours; a line that held nothing else goes, all the rest stays as
 * it is, to the byte.  A new entry gets a line of its own at the end. EDITED->bytes is
 * NULL if there is no memory, else to be freed.
 */
void preload_text_edit(const struct text *old, const char *name, struct text *edited);

/*
 * The first entry of TEXT that is ours and begins at or after *AT; NULL if there is
 * none.  Sets *LENGTH, and *AT to its end.  No system call.
 */
const char *preload_text_next(const struct text *text, size_t *at, size_t *length);

#endif
