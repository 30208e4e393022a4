/* SPDX-License-Identifier: ISC */
/* Where a program's variables are, on every system with ELF. */
#include "config.h"

#include "memory_layout.h"

#include <link.h>
#include <stddef.h>

/* The program is the first object of the list, its last writable segment has them. */
static int look_at_program(struct dl_phdr_info *program, size_t size, void *found)
{
    struct memory_layout *layout = found;

    (void)size;
    for (int i = 0; i < program->dlpi_phnum; i++) {
        if (program->dlpi_phdr[i].p_type != PT_LOAD ||
            !(program->dlpi_phdr[i].p_flags & PF_W))
            continue;
        layout->variables = program->dlpi_addr + program->dlpi_phdr[i].p_vaddr;
        layout->variables_end = layout->variables + program->dlpi_phdr[i].p_memsz;
    }
    return 1; /* no further object */
}

void memory_find_variables(struct memory_layout *layout)
{
    dl_iterate_phdr(look_at_program, layout);
}
