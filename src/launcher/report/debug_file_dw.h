/* SPDX-License-Identifier: ISC */
/*
 * The file with a module's debug information: on this machine, and only if the user
 * wants it, from a server of debuginfod(8).
 */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_DEBUG_FILE_DW_H
#define NOREUSEADDR_LAUNCHER_REPORT_DEBUG_FILE_DW_H

#include <elfutils/libdwfl.h>

/* elfutils asks each server that DEBUGINFOD_URLS names, for as long as it takes: no
 * longer.  To be called before anything of libdwfl. */
void debug_file_start(void);

/* A find_debuginfo of Dwfl_Callbacks. */
int debug_file_find(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
                    const char *file, const char *link, GElf_Word crc, char **found);

#endif
