/* SPDX-License-Identifier: ISC */
/* Symbols by elfutils. */
#include "config.h"

#include "symbols.h"

#include "debug_file_dw.h"
#include "demangle.h"
#include "functions_dw.h"

#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const bool report_symbols_missing = false;

struct opened {
    const struct report_module *recorded;
    Dwfl *dwfl;          /* one for each module, since all of them start at 0 */
    Dwfl_Module *module; /* NULL: not to be had, NOTE says why */
    const char *note;
};

struct name {
    struct name *next;
    char *text;
};

struct report_symbols {
    struct name *names; /* that were demangled */
    size_t count;
    struct opened opened[REPORT_MODULES];
};

static char *debug_folders; /* NULL: elfutils' own, :.debug:/usr/lib/debug */

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = debug_file_find,
    .section_address = dwfl_offline_section_address,
    .debuginfo_path = &debug_folders,
};

struct report_symbols *report_symbols_open(void)
{
    debug_file_start();
    return calloc(1, sizeof(struct report_symbols));
}

void report_symbols_close(struct report_symbols *symbols)
{
    for (size_t i = 0; i < symbols->count; i++)
        if (symbols->opened[i].dwfl)
            dwfl_end(symbols->opened[i].dwfl);
    for (struct name *name = symbols->names, *next; name; name = next) {
        next = name->next;
        free(name->text);
        free(name);
    }
    free(symbols);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);

    return length >= end_length && !strcmp(text + length - end_length, end);
}

/* Returns why the module PATH is not searched for, or NULL. */
static const char *not_to_be_found(const struct report_module *module, const char *path)
{
    if (module->is_cut)
        return "its path was too long to be recorded";
    if (!strncmp(path, "linux-vdso", 10) || !strncmp(path, "linux-gate", 10) ||
        !strcmp(path, "[vdso]"))
        return "code of the kernel (vDSO)";
    if (*path != '/')
        return "recorded with a relative path, so it is not searched for";
    return ends_with(path, " (deleted)") ? "deleted before the recording" : NULL;
}

/* Opens PATH, which a file of anybody may name: no FIFO, no device, nothing of /proc.
 */
static int open_module_file(const char *path, const char **note)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

    if (fd < 0) {
        *note = errno == ENOENT ? "no longer there" : "can't be read";
        return -1;
    }
    if (!fstat(fd, &about) && S_ISREG(about.st_mode) && about.st_size > 0)
        return fd;
    *note = "no longer a program or library";
    close(fd);
    return -1;
}

/* Is the file that MODULE was made from the one that was recorded, as far as is known?
 */
static bool is_same(Dwfl_Module *module, const struct report_module *recorded)
{
    const unsigned char *id;
    GElf_Addr address;
    int length = dwfl_module_build_id(module, &id, &address);
    size_t wanted = recorded->build_id_length;

    if (!wanted)
        return true;
    /* A longer one than there is room for was recorded cut. */
    return length > 0 &&
           !memcmp(id, recorded->build_id,
                   wanted < (size_t)length ? wanted : (size_t)length) &&
           ((size_t)length == wanted ||
            ((size_t)length > wanted && wanted == sizeof recorded->build_id));
}

static void open_dwfl(struct opened *opened, const char *path, int fd)
{
    Dwfl_Module *module = NULL;
    GElf_Addr bias;

    opened->dwfl = dwfl_begin(&callbacks);
    if (opened->dwfl)
        module = dwfl_report_elf(opened->dwfl, path, path, fd, 0, true);
    if (!module) {
        close(fd);
        opened->note = "no longer a program or library";
        return;
    }
    dwfl_report_end(opened->dwfl, NULL, NULL);
    if (!dwfl_module_getelf(module, &bias))
        opened->note = "can't be read";
    else if (!is_same(module, opened->recorded))
        opened->note = "replaced since the recording";
    else
        opened->module = module;
}

static const struct opened *open_module(struct report_symbols *symbols,
                                        const struct report_module *module)
{
    char path[sizeof module->path + 1] = "";
    struct opened *opened = symbols->opened;

    while (opened < symbols->opened + symbols->count && opened->recorded != module)
        opened++;
    if (opened < symbols->opened + symbols->count)
        return opened;
    symbols->count++;
    *opened = (struct opened){.recorded = module};
    memcpy(path, module->path, module->path_length);
    opened->note = not_to_be_found(module, path);
    if (!opened->note) {
        int fd = open_module_file(path, &opened->note);
        if (fd >= 0)
            open_dwfl(opened, path, fd);
    }
    return opened;
}

static void find_symbol(Dwfl_Module *module, GElf_Addr address,
                        struct report_level *level)
{
    GElf_Off within;
    GElf_Sym symbol;
    const char *name =
        dwfl_module_addrinfo(module, address, &within, &symbol, NULL, NULL, NULL);

    *level = (struct report_level){.note = "no debug information is installed"};
    /* In a stripped file the nearest symbol may be another function's. */
    if (!name || within >= symbol.st_size)
        return;
    level->function = name;
    level->mangled = is_mangled(name) ? name : NULL;
    level->within = within + 1; /* as for the return address */
}

/* Makes of the names of C++ and Rust functions what the source has, where that can be
 * told. */
static void demangle_level(struct report_symbols *symbols, struct report_level *level)
{
    struct name *name;
    char *text;

    if (!level->mangled || !(text = demangle(level->mangled)))
        return;
    name = malloc(sizeof *name);
    if (!name) {
        free(text);
        return;
    }
    *name = (struct name){symbols->names, text};
    symbols->names = name;
    level->function = text;
}

/* Is ADDRESS where the loader entered the program?  That has no name if the program is
 * stripped, and is shorter than this on every processor. */
static bool is_entry(Dwfl_Module *module, GElf_Addr address)
{
    enum { LONGEST = 64 };
    GElf_Addr bias;
    GElf_Ehdr head;

    return gelf_getehdr(dwfl_module_getelf(module, &bias), &head) && head.e_entry &&
           address - bias - head.e_entry < LONGEST;
}

size_t report_symbols_find(struct report_symbols *symbols,
                           const struct report_module *module, uint64_t offset,
                           struct report_level level[REPORT_INLINED])
{
    const struct opened *opened = open_module(symbols, module);
    size_t levels = 0;

    level[0] = (struct report_level){.note = opened->note};
    if (!opened->module || !offset)
        return 1;
    /* Before the return address: after it may be another line or function. */
    levels = functions_find(opened->module, offset - 1, level);
    if (!levels) {
        find_symbol(opened->module, offset - 1, &level[0]);
        levels = 1;
    }
    level[0].is_entry = is_entry(opened->module, offset - 1);
    for (size_t i = 0; i < levels; i++)
        demangle_level(symbols, &level[i]);
    return levels;
}

const char *report_symbols_alias(struct report_symbols *symbols,
                                 const struct report_module *module, uint64_t offset,
                                 const char *word)
{
    Dwfl_Module *in = open_module(symbols, module)->module;
    GElf_Off within;
    GElf_Sym symbol;

    if (!in || !offset ||
        !dwfl_module_addrinfo(in, offset - 1, &within, &symbol, NULL, NULL, NULL) ||
        within >= symbol.st_size)
        return NULL;
    for (int i = 1, count = dwfl_module_getsymtab(in); i < count; i++) {
        GElf_Addr address;
        const char *name =
            dwfl_module_getsym_info(in, i, &symbol, &address, NULL, NULL, NULL);
        if (name && address == offset - 1 - within &&
            GELF_ST_TYPE(symbol.st_info) == STT_FUNC && strstr(name, word))
            return name;
    }
    return NULL;
}
