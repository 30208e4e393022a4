/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "libc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Cuts PATH, which is absolute, down to its directory. */
static void cut_to_directory(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash)
        slash[slash == path] = '\0';
}

/* Loaders pass by what is for another architecture. */
static bool is_for(const struct elf_file *program, const char *path)
{
    struct elf_file libc;

    if (access(path, R_OK))
        return false;
    elf_file_read(path, &libc);
    return libc.known && elf_same_architecture(program, &libc);
}

/*
 * Writes the file in the directory ENTRY of LENGTH bytes, an element of a run path,
 * into PATH.  $ORIGIN is the directory of the program; what other tokens stand for is
 * not known here, and the entry is left out.
 */
static bool name_in(const char *entry, size_t length, const char *origin,
                    char path[PATH_MAX])
{
    static const char *const tokens[] = {"$ORIGIN", "${ORIGIN}"};
    const char *before = "";

    for (int i = 0; i < 2; i++)
        if (length >= strlen(tokens[i]) &&
            !strncmp(entry, tokens[i], strlen(tokens[i]))) {
            before = origin;
            entry += strlen(tokens[i]);
            length -= strlen(tokens[i]);
        }
    if (memchr(entry, '$', length))
        return false;
    if (!*before && !length)
        before = "."; /* an empty one is the current directory */
    return snprintf(path, PATH_MAX, "%s%.*s/" LIBC, before, (int)length, entry) <
           PATH_MAX;
}

static bool search(const struct program *program, const char *list, char path[PATH_MAX])
{
    char origin[PATH_MAX];

    if (!list || !*list || !realpath(program->path, origin))
        return false;
    cut_to_directory(origin);
    for (;;) {
        size_t length = strcspn(list, ":;");
        if (name_in(list, length, origin, path) && is_for(&program->elf, path))
            return true;
        if (!list[length])
            return false;
        list += length + 1;
    }
}

/* Is it beside the loader?  That is the default of a loader that is not this system's
 * (Nix, Guix, Yocto's SDKs): each glibc has its own directory. */
static bool is_beside_loader(const struct program *program, const char *system_loader,
                             char path[PATH_MAX])
{
    char loader[PATH_MAX], ours[PATH_MAX];

    if (!realpath(program->elf.loader, loader) || !realpath(system_loader, ours) ||
        !strcmp(loader, ours))
        return false;
    cut_to_directory(loader);
    return snprintf(path, PATH_MAX, "%s/" LIBC, loader) < PATH_MAX &&
           is_for(&program->elf, path);
}

bool program_libc(const struct program *program, const char *system_loader,
                  char path[PATH_MAX])
{
    const struct elf_file *elf = &program->elf;

    /* DT_RPATH comes before the variable, DT_RUNPATH after it. */
    return (!elf->is_runpath && search(program, elf->run_path, path)) ||
           search(program, getenv("LD_LIBRARY_PATH"), path) ||
           (elf->is_runpath && search(program, elf->run_path, path)) ||
           is_beside_loader(program, system_loader, path);
}
