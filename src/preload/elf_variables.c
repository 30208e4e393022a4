/* SPDX-License-Identifier: ISC */
/* Where a program's variables are, on every system with ELF. */
#include "config.h"

#include "memory_layout.h"

#include <link.h>
#include <stddef.h>

/* The program is the first object of the list, and its last writable segment has them.
 */
static int program_variables(struct dl_phdr_info *program, size_t size, void *range)
{
    uintptr_t *bounds = range;

    (void)size;
    for (int i = 0; i < program->dlpi_phnum; i++) {
        if (program->dlpi_phdr[i].p_type != PT_LOAD ||
            !(program->dlpi_phdr[i].p_flags & PF_W))
            continue;
        bounds[0] = program->dlpi_addr + program->dlpi_phdr[i].p_vaddr;
        bounds[1] = bounds[0] + program->dlpi_phdr[i].p_memsz;
    }
    return 1; /* no further object */
}

void memory_find_variables(uintptr_t *start, uintptr_t *end)
{
    uintptr_t bounds[2] = {0, 0};

    dl_iterate_phdr(program_variables, bounds);
    *start = bounds[0];
    *end = bounds[1];
}
