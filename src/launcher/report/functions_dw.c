/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "functions_dw.h"

#include "demangle.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <limits.h>

enum { DEEPEST = 64 }; /* scopes in one another that are looked into */

/* One compilation unit.  The lines of all its addresses are in the program, also where
 * the rest is in another file (-gsplit-dwarf). */
struct unit {
    Dwarf_Die *lines;
    Dwarf_Die all;
    Dwarf_Addr address; /* the one that is looked for, in its terms */
};

/* Functions around an address, outermost first. */
struct path {
    Dwarf_Die function[DEEPEST];
    size_t count;
    Dwarf_Addr address;
};

/*
 * Finds the compilation unit by looking at each, for compilers that make no
 * .debug_aranges (clang).
 */
static Dwarf_Die *search_unit(Dwfl_Module *module, Dwarf_Addr address, Dwarf_Addr *bias)
{
    Dwarf_Die *unit = NULL;

    while ((unit = dwfl_module_nextcu(module, unit, bias)))
        if (dwarf_haspc(unit, address - *bias) == 1)
            return unit;
    return NULL;
}

static bool find_unit(Dwfl_Module *module, Dwarf_Addr address, struct unit *unit)
{
    Dwarf_Addr bias;
    Dwarf_Die split;

    unit->lines = dwfl_module_addrdie(module, address, &bias);
    if (!unit->lines)
        unit->lines = search_unit(module, address, &bias);
    if (!unit->lines)
        return false;
    unit->address = address - bias;
    unit->all = *unit->lines;
    if (!dwarf_cu_info(unit->lines->cu, NULL, NULL, NULL, &split, NULL, NULL, NULL) &&
        dwarf_tag(&split) > 0)
        unit->all = split;
    return true;
}

static void read_line(const struct unit *unit, struct report_level *level)
{
    Dwarf_Line *line = dwarf_getsrc_die(unit->lines, unit->address);

    if (!line || dwarf_lineno(line, &level->line) || level->line < 0)
        level->line = 0;
    if (level->line)
        level->file = dwarf_linesrc(line, NULL, NULL);
}

/* Reads where the function INLINED was called into the LEVEL outside of it. */
static void read_call(struct unit *unit, Dwarf_Die *inlined, struct report_level *level)
{
    Dwarf_Attribute attribute;
    Dwarf_Word file, line;
    Dwarf_Files *files;
    size_t count;

    *level = (struct report_level){.file = NULL};
    if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &file) ||
        dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &line) ||
        dwarf_getsrcfiles(&unit->all, &files, &count) || file >= count ||
        line > INT_MAX)
        return;
    level->file = dwarf_filesrc(files, (size_t)file, NULL, NULL);
    level->line = level->file ? (int)line : 0;
}

/* The name of FUNCTION, whose definition may be in another unit (-flto) or file (dwz).
 */
static const char *name_of(Dwarf_Die *function, const char **mangled)
{
    Dwarf_Attribute attribute;
    const char *name = dwarf_formstring(
        dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute));

    *mangled = name && is_mangled(name) ? name : NULL;
    return dwarf_diename(function);
}

/* For dwarf_getfuncs, which finds those in name spaces and classes too. */
static int take_function(Dwarf_Die *function, void *path_pointer)
{
    struct path *path = path_pointer;

    if (path->count < DEEPEST && dwarf_haspc(function, path->address) == 1)
        path->function[path->count++] = *function;
    return DWARF_CB_OK;
}

/* Goes from SCOPE to the one in it that has the address.  False: there is none. */
static bool enter(Dwarf_Die *scope, Dwarf_Addr address)
{
    Dwarf_Die child;

    if (dwarf_child(scope, &child))
        return false;
    do {
        int tag = dwarf_tag(&child);
        if ((tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block ||
             tag == DW_TAG_try_block || tag == DW_TAG_catch_block) &&
            dwarf_haspc(&child, address) == 1) {
            *scope = child;
            return true;
        }
    } while (!dwarf_siblingof(&child, &child));
    return false;
}

/* dwarf_getscopes would give up where a function that was inlined is defined in another
 * unit. */
static void find_path(struct unit *unit, struct path *path)
{
    Dwarf_Die scope;

    path->address = unit->address;
    dwarf_getfuncs(&unit->all, take_function, path, 0);
    if (!path->count)
        return;
    scope = path->function[path->count - 1];
    for (int deep = 0; deep < DEEPEST && enter(&scope, unit->address); deep++)
        if (dwarf_tag(&scope) == DW_TAG_inlined_subroutine && path->count < DEEPEST)
            path->function[path->count++] = scope;
}

/*
 * Names the functions around the line that LEVEL has already.  Returns how many levels
 * there are.
 */
static size_t name_levels(struct unit *unit, struct path *path,
                          struct report_level level[REPORT_INLINED])
{
    size_t levels = 0;

    while (path->count) {
        Dwarf_Die *function = &path->function[--path->count];
        level[levels].function = name_of(function, &level[levels].mangled);
        levels++;
        if (dwarf_tag(function) == DW_TAG_subprogram || levels == REPORT_INLINED)
            break;
        level[levels - 1].inlined = true;
        read_call(unit, function, &level[levels]);
    }
    return levels ? levels : 1;
}

/* The folder that the compiler ran in.  A split unit has it where the lines are. */
static const char *folder_of(const struct unit *unit)
{
    Dwarf_Attribute attribute;

    return dwarf_formstring(dwarf_attr(unit->lines, DW_AT_comp_dir, &attribute));
}

size_t functions_find(Dwfl_Module *module, Dwarf_Addr address,
                      struct report_level level[REPORT_INLINED])
{
    struct unit unit;
    struct path path = {.count = 0};

    if (!find_unit(module, address, &unit))
        return 0;
    read_line(&unit, &level[0]);
    find_path(&unit, &path);
    size_t levels = name_levels(&unit, &path, level);
    for (size_t i = 0; i < levels; i++)
        level[i].folder = folder_of(&unit);
    return level[0].function || level[0].file ? levels : 0;
}
