/* SPDX-License-Identifier: ISC */
/* The functions that an address is in, by debug information. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_FUNCTIONS_DW_H
#define NOREUSEADDR_LAUNCHER_REPORT_FUNCTIONS_DW_H

#include "symbols.h"

#include <elfutils/libdwfl.h>

/*
 * Fills LEVEL with the functions of MODULE that ADDRESS is in, innermost first, as
 * addr2line -i names them; each has its name as the linker knows it, if that differs
 * from the source's.  Returns how many: 0 if there is no debug information for it.
 */
size_t functions_find(Dwfl_Module *module, Dwarf_Addr address,
                      struct report_level level[REPORT_INLINED]);

#endif
