/* SPDX-License-Identifier: ISC */
/* From an address in a module to function, file and line. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_SYMBOLS_H
#define NOREUSEADDR_LAUNCHER_REPORT_SYMBOLS_H

#include "report_file.h"

#include <stdbool.h>
#include <stddef.h>

enum { REPORT_INLINED = 8 }; /* functions inlined in one another that are told apart */

/* One function that an address is in.  The texts live as long as the symbols, and may
 * hold any byte but NUL. */
struct report_level {
    const char *function; /* as the source has it, if that is known; NULL: not known */
    const char *mangled;  /* of C++ and Rust: as the linker has it, or NULL */
    const char *file;     /* as the compiler was told it; NULL: not known */
    const char *folder;   /* that a relative FILE is relative to; NULL: not known */
    uint64_t within;      /* bytes from the function's start, where FILE is NULL */
    const char *note;     /* why no more is known, a static text, or NULL */
    int line;             /* 0: not known */
    bool inlined;         /* into the function of the next level */
    bool is_entry;        /* is it where the program was entered? */
};

struct report_symbols;

/*
 * Servers that DEBUGINFOD_URLS names may be asked for SECONDS in all; none if that is
 * 0, or before this is called.  A line on standard error says which, and for what.
 */
void report_symbols_ask_servers(unsigned seconds);

/* Returns what is to be passed to the others, or NULL without memory. */
struct report_symbols *report_symbols_open(void);
void report_symbols_close(struct report_symbols *symbols);

/*
 * Fills LEVEL with the functions that the call before the return address OFFSET of
 * MODULE is in, innermost first, and returns how many: 1 to REPORT_INLINED.  MODULE may
 * name any file: one that is not the recorded one, is no ELF file or is gone gives a
 * level with a note.
 */
size_t report_symbols_find(struct report_symbols *symbols,
                           const struct report_module *module, uint64_t offset,
                           struct report_level level[REPORT_INLINED]);

/*
 * Several functions may be one piece of code: names for the same, or folded by compiler
 * or linker.  Returns a name of the one that the call before the return address OFFSET
 * of MODULE is in that has WORD in it, or NULL.  It lives as long as the symbols.
 */
const char *report_symbols_alias(struct report_symbols *symbols,
                                 const struct report_module *module, uint64_t offset,
                                 const char *word);

/* Are lines never known, since this build has no library to read them? */
extern const bool report_symbols_missing;

#endif
