/* SPDX-License-Identifier: ISC */
/* A file that is to be run: ELF, hostile or cut short, or anything else. */
#include "config.h"

#include "launcher/program/libc.h"
#include "launcher/program/obstacle.h"
#include "launcher/program/versions.h"

#include "fuzz.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[PATH_MAX];
static int fd = -1;

static void remove_file(void)
{
    unlink(path);
}

/* The file is in $TMPDIR from the first input to the end. */
static void write_file(const uint8_t *data, size_t size)
{
    if (fd < 0) {
        const char *directory = getenv("TMPDIR");
        snprintf(path, sizeof path, "%s/program.XXXXXX", directory ? directory : ".");
        fd = mkstemp(path);
        HOLDS(fd >= 0 && !atexit(remove_file));
    }
    HOLDS(!ftruncate(fd, 0) && pwrite(fd, data, size, 0) == (ssize_t)size);
}

static int free_descriptor(void)
{
    int lowest = open("/", O_RDONLY);

    HOLDS(lowest >= 0 && !close(lowest));
    return lowest;
}

/* All that is asked of a file which was inspected has an answer. */
static void is_sound(const struct program *program)
{
    const struct elf_file *elf = &program->elf;

    char version[VERSION_NAME], libc[PATH_MAX];

    HOLDS(memchr(elf->run_path, '\0', PATH_MAX));
    program_libc(program, "/lib/ld.so", libc);
    if (versions_missing(path, LIBC, path, version))
        HOLDS(memchr(version, '\0', VERSION_NAME));
    HOLDS(memchr(program->path, '\0', PATH_MAX) && memchr(elf->loader, '\0', PATH_MAX));
    if (!elf->known)
        return;
    HOLDS(elf->size == ELFCLASS32 || elf->size == ELFCLASS64);
    HOLDS(elf->order == ELFDATA2LSB || elf->order == ELFDATA2MSB);
    HOLDS(!elf->is_static || !*elf->loader);

    /* Nothing is of another architecture than itself. */
    const char *why = program_elf_obstacle(elf, elf, elf, false);
    HOLDS(!why == !(elf->is_static || elf->go));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The files that a script names are this machine's, devices among them: only
     * script.c tries scripts. */
    if (size >= 2 && !memcmp(data, "#!", 2))
        return 0;

    struct program *program = malloc(sizeof *program);
    HOLDS(program);
    write_file(data, size);
    int before = free_descriptor();
    program_inspect(path, program);
    HOLDS(free_descriptor() == before);
    is_sound(program);
    if (!program->interpreter)
        HOLDS(!strcmp(program->path, path));
    free(program);
    return 0;
}
