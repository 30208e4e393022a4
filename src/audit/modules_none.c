/* SPDX-License-Identifier: ISC */
/* Systems without dl_iterate_phdr: every call counts as one from memory of no file. */
#include "config.h"

#include "modules.h"

void modules_start(void)
{
}

const struct module *modules_at_load(unsigned number)
{
    static const struct module none;

    (void)number;
    return &none;
}

bool modules_find(uintptr_t address, struct module *module)
{
    (void)address;
    *module = (struct module){0};
    return false;
}
