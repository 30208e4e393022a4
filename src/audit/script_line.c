/* SPDX-License-Identifier: ISC */
/*
 * The names of an interpreter's functions are weak references, which the loader binds
 * at load: to look a name up that is not there dlsym may allocate, and it takes the
 * loader's lock.  What dlopen brings later is not seen.
 */
#include "config.h"

#include "script_line.h"

#include "modules.h"
#include "recorder.h"
#include "slots.h"

#include <link.h>
#include <stdint.h>
#include <string.h>

static const struct script_language *const languages[] = {&script_python, &script_perl,
                                                          &script_ruby, &script_php};

enum { LANGUAGES = sizeof languages / sizeof languages[0] };

/* The number of the module that each is in, 0 where it is not there. */
static unsigned module_of[LANGUAGES];

/* Is ADDRESS in code of OBJECT?  A program's own data may have such a name. */
static bool is_code_of(const struct dl_phdr_info *object, const void *address)
{
    for (int i = 0; i < object->dlpi_phnum; i++) {
        uintptr_t start = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
        if (object->dlpi_phdr[i].p_type == PT_LOAD &&
            object->dlpi_phdr[i].p_flags & PF_X &&
            (uintptr_t)address - start < object->dlpi_phdr[i].p_memsz)
            return true;
    }
    return false;
}

COLD static int has_all(struct dl_phdr_info *object, size_t size, void *wanted)
{
    const struct script_language *language = wanted;
    size_t found = 0;

    (void)size;
    while (found < language->count && is_code_of(object, language->functions[found]))
        found++;
    return found == language->count;
}

/* None is NULL in a process without the interpreter: then nothing more is asked. */
COLD static bool is_there(const struct script_language *language)
{
    for (size_t i = 0; i < language->count; i++)
        if (!language->functions[i])
            return false;
    return dl_iterate_phdr(has_all, (void *)(uintptr_t)language);
}

void script_line_start(void)
{
    struct module module;

    for (int i = 0; i < LANGUAGES; i++) {
        if (!is_there(languages[i]) ||
            !modules_find((uintptr_t)languages[i]->functions[0], &module))
            continue;
        module_of[i] = module.number;
        if (module.number && languages[i]->start)
            languages[i]->start();
    }
}

/* Is MODULE the interpreter, or what dlopen brought as its module for sockets? */
static bool is_own(int language, const struct module *module)
{
    const char *name = languages[language]->socket_module, *last;

    if (!module_of[language] || !module->path)
        return false;
    if (module->number == module_of[language])
        return true;
    last = strrchr(module->path, '/');
    return name && last && !strncmp(last + 1, name, strlen(name));
}

unsigned script_line_find(const void *caller, bool sets_flag)
{
    struct module module = {0};
    bool found = false;

    for (int i = 0; i < LANGUAGES; i++) {
        if (module_of[i] && !found)
            found = modules_find((uintptr_t)caller - 1, &module);
        if (is_own(i, &module))
            return languages[i]->find(sets_flag);
    }
    return 0;
}

void script_put_file(struct report_script *line, const char *name, size_t length)
{
    static const char cut[] = "...";
    size_t room = sizeof line->file - 1, at = 0;

    if (length > room) {
        line->is_cut |= REPORT_CUT_FILE;
        at = sizeof cut - 1;
        memcpy(line->file, cut, at);
        name += length - (room - at);
        length = room - at;
    }
    memcpy(line->file + at, name, length);
}

void script_put_function(struct report_script *line, const char *name, size_t length)
{
    size_t room = sizeof line->function - 1;

    if (length > room) {
        line->is_cut |= REPORT_CUT_FUNCTION;
        length = room;
    }
    memcpy(line->function, name, length);
}

unsigned script_enter(const struct report_script *line)
{
    struct slots slots = {report->scripts, sizeof *line, REPORT_SCRIPTS,
                          sizeof *line - offsetof(struct report_script, line)};

    return *line->file
               ? slots_find(&slots, &line->line, &report->start.header.lost_scripts)
               : 0;
}

bool script_path_ends(const char *path, size_t length, const char *part)
{
    size_t size = strlen(part);

    return length >= size && !memcmp(path + length - size, part, size);
}

bool script_path_has(const char *path, size_t length, const char *part)
{
    for (size_t end = strlen(part); end <= length; end++)
        if (script_path_ends(path, end, part))
            return true;
    return false;
}
