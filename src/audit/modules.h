/* SPDX-License-Identifier: ISC */
/*
 * Which program or shared object an address is in.  dl_iterate_phdr and dladdr take the
 * loader's lock, so a wrapper can't ask them: a constructor in another thread may hold
 * it and wait for this one.  What is there when the library is loaded is not unloaded
 * (the program, what it needs, other preloads) and is remembered then; but for what
 * another constructor, before ours, brought by dlopen: see modules_is_there.  For what
 * dlopen brings later see modules_later_<loader>.c.
 */
#ifndef NOREUSEADDR_AUDIT_MODULES_H
#define NOREUSEADDR_AUDIT_MODULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dl_phdr_info; /* of link.h, where there is one */

struct module {
    uintptr_t start, end;              /* the addresses that it takes */
    uintptr_t bias;                    /* address in memory less address in the file */
    const unsigned char *unwind_table; /* its .eh_frame_hdr, as the module has it: may
                                          be nowhere */
    const unsigned char *build_id;     /* NULL if it has none */
    size_t build_id_length;
    const char *path; /* NULL: no module; "": the program */
    unsigned number;  /* 1, 2, ... where it was there at load, or 0 */
};

enum { MODULES_AT_LOAD = 512 };

/*
 * Remembers what is loaded.  To be called once, at load; not async-signal-safe.
 */
COLD void modules_start(void);

/*
 * Finds the module that ADDRESS is in.  Returns false, MODULE filled with zeros, if it
 * is in none that can be found.  Async-signal-safe.
 */
bool modules_find(uintptr_t address, struct module *module);

/*
 * The same for the module with that number (1 to MODULES_AT_LOAD), which
 * modules_find told.
 */
const struct module *modules_at_load(unsigned number);

/*
 * The same for a module that was loaded later; one file per loader defines it.
 */
COLD bool modules_find_later(uintptr_t address, struct module *module);

/*
 * Is MODULE, which was there at load, still what ADDRESS is in?  dlclose may have taken
 * it away, and something else come to lie there, while its tables point nowhere.  True
 * where the loader can't be asked.  Async-signal-safe.
 */
COLD bool modules_is_there(const struct module *module, uintptr_t address);

/* To be called once, at load, before the two above. */
void modules_later_start(void);

/*
 * Looks for the build id in the notes of OBJECT, as the loader describes it, and stores
 * it in MODULE, whose start and end are known; what lies outside, or can't be read, is
 * passed over.  For the files that fill a struct module.
 */
COLD void modules_read_build_id(struct module *module,
                                const struct dl_phdr_info *object);

#endif
