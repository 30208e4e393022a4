/* SPDX-License-Identifier: ISC */
/*
 * glibc from 2.35 on has _dl_find_object, made for unwinders: lock-free and
 * async-signal-safe (manual/dynlink.texi).  The module can't go away meanwhile, for its
 * code is on the call stack.  Looked up, so that the library still loads under an older
 * glibc.
 */
#include "config.h"

#include "modules.h"

#include "fix/next.h"
#include "memory.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

typedef int find_object_fn(void *, struct dl_find_object *);

static find_object_fn *find_object;

void modules_later_start(void)
{
    find_object = (find_object_fn *)next_look_up("_dl_find_object");
}

/* By its own headers, which lie where its first segment starts in every usual object.
 */
static void read_build_id(struct module *module)
{
    struct memory_range range = {module->start, module->end, 0};
    ElfW(Ehdr) head;

    if (!memory_is_there(&range, module->start, sizeof head))
        return;
    memcpy(&head, (const void *)module->start, sizeof head);
    if (memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
        head.e_phentsize != sizeof(ElfW(Phdr)) || head.e_phoff % _Alignof(ElfW(Phdr)) ||
        !memory_is_there(&range, module->start + head.e_phoff,
                         head.e_phnum * sizeof(ElfW(Phdr))))
        return;
    modules_read_build_id(module,
                          &(struct dl_phdr_info){
                              .dlpi_addr = module->bias,
                              .dlpi_phdr = (const void *)(module->start + head.e_phoff),
                              .dlpi_phnum = head.e_phnum});
}

bool modules_find_later(uintptr_t address, struct module *module)
{
    struct dl_find_object found;

    if (!find_object || find_object((void *)address, &found))
        return false;
    module->start = (uintptr_t)found.dlfo_map_start;
    module->end = (uintptr_t)found.dlfo_map_end;
    module->bias = found.dlfo_link_map->l_addr;
    module->unwind_table = found.dlfo_eh_frame;
    module->path = found.dlfo_link_map->l_name;
    read_build_id(module);
    return true;
}

bool modules_is_there(const struct module *module, uintptr_t address)
{
    struct dl_find_object found;

    return !find_object || (!find_object((void *)address, &found) &&
                            (uintptr_t)found.dlfo_map_start == module->start &&
                            found.dlfo_eh_frame == module->unwind_table);
}
