/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "modules.h"

#include "memory.h"

#include <link.h>
#include <string.h>

/* By address.  Written at load, only read afterwards. */
static struct module at_load[MODULES_AT_LOAD];
static unsigned loaded;

/* Each note: the sizes of name and description, a type, the name, the description. */
static void read_notes(struct module *module, const char *notes, size_t size,
                       size_t alignment)
{
    enum { BUILD_ID = 3 }; /* NT_GNU_BUILD_ID, which not every system's headers have */
    uint32_t head[3];

    for (size_t at = 0; at + sizeof head <= size;) {
        memcpy(head, notes + at, sizeof head);
        size_t text = at + sizeof head + ((head[0] + 3) & ~(size_t)3);
        if (text > size || head[1] > size - text)
            return;
        if (head[2] == BUILD_ID && head[0] == sizeof "GNU" &&
            !memcmp(notes + at + sizeof head, "GNU", sizeof "GNU")) {
            module->build_id = (const unsigned char *)notes + text;
            module->build_id_length = head[1];
        }
        at = text + ((head[1] + alignment - 1) & ~(alignment - 1));
    }
}

/* The loader looks neither at notes nor at unwind tables, so nothing says that they
 * were mapped. */
void modules_read_build_id(struct module *module, const struct dl_phdr_info *object)
{
    struct memory_range range = {module->start, module->end, 0};

    for (int i = 0; i < object->dlpi_phnum; i++) {
        uintptr_t start = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
        size_t size = object->dlpi_phdr[i].p_memsz;
        if (object->dlpi_phdr[i].p_type == PT_NOTE &&
            memory_is_there(&range, start, size))
            read_notes(module, (const char *)start, size,
                       object->dlpi_phdr[i].p_align == 8 ? 8 : 4);
    }
}

/* One object of the loader's list: where it lies, and its tables. */
static struct module read_object(const struct dl_phdr_info *info)
{
    struct module module = {.start = UINTPTR_MAX,
                            .bias = info->dlpi_addr,
                            .path = info->dlpi_name ? info->dlpi_name : ""};

    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        size_t size = info->dlpi_phdr[i].p_memsz;
        switch (info->dlpi_phdr[i].p_type) {
        case PT_LOAD:
            module.start = start < module.start ? start : module.start;
            module.end = start + size > module.end ? start + size : module.end;
            break;
        case PT_GNU_EH_FRAME:
            module.unwind_table = (const unsigned char *)start;
            break;
        default:
            break;
        }
    }
    modules_read_build_id(&module, info);
    return module;
}

COLD static int remember(struct dl_phdr_info *info, size_t size, void *unused)
{
    struct module module = read_object(info);
    unsigned at = loaded;

    (void)size, (void)unused;
    if (loaded == MODULES_AT_LOAD || module.start >= module.end)
        return 0;
    /* The program comes first; musl names it as it was called. */
    if (!loaded && *module.path != '/')
        module.path = "";
    for (; at && at_load[at - 1].start > module.start; at--)
        at_load[at] = at_load[at - 1];
    at_load[at] = module;
    loaded++;
    return 0;
}

void modules_start(void)
{
    dl_iterate_phdr(remember, NULL);
    for (unsigned i = 0; i < loaded; i++)
        at_load[i].number = i + 1;
    modules_later_start();
}

const struct module *modules_at_load(unsigned number)
{
    return &at_load[number - 1];
}

bool modules_find(uintptr_t address, struct module *module)
{
    unsigned low = 0, high = loaded;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (at_load[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low && address < at_load[low - 1].end &&
        modules_is_there(&at_load[low - 1], address)) {
        *module = at_load[low - 1];
        return true;
    }
    *module = (struct module){0};
    return modules_find_later(address, module);
}
