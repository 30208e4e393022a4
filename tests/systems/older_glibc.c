/* SPDX-License-Identifier: ISC */
/*
 * Makes a libc.so.6 that stands in for an older one: older_glibc MINOR SOURCE TARGET.
 * The copy has no version after GLIBC_2.MINOR any more, so that what wants one of these
 * does not load with it.  The loader finds a version by the hash that stands beside its
 * name (match_symbol in elf/dl-version.c), so it is enough to spoil that.
 */
#include "config.h"

#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *file;
static size_t size;

static void fatal(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void read_file(const char *path)
{
    FILE *stream = fopen(path, "rb");

    if (!stream || fseek(stream, 0, SEEK_END) || (size = (size_t)ftell(stream)) == 0)
        fatal(path);
    rewind(stream);
    file = malloc(size);
    if (!file || fread(file, 1, size, stream) != size || fclose(stream))
        fatal(path);
}

static void write_file(const char *path)
{
    FILE *stream = fopen(path, "wb");

    if (!stream || fwrite(file, 1, size, stream) != size || fclose(stream))
        fatal(path);
}

static const ElfW(Phdr) * header(unsigned i)
{
    const ElfW(Ehdr) *head = (const void *)file;

    return i < head->e_phnum
               ? (const void *)(file + head->e_phoff + i * sizeof(ElfW(Phdr)))
               : NULL;
}

/* What the loader would find at ADDRESS. */
static char *at(ElfW(Addr) address)
{
    const ElfW(Phdr) * segment;

    for (unsigned i = 0; (segment = header(i)); i++)
        if (segment->p_type == PT_LOAD &&
            address - segment->p_vaddr < segment->p_filesz)
            return file + segment->p_offset + (address - segment->p_vaddr);
    fputs("an address that is not in the file\n", stderr);
    exit(EXIT_FAILURE);
}

static ElfW(Addr) dynamic(ElfW(Sxword) tag)
{
    const ElfW(Phdr) * segment;

    for (unsigned i = 0; (segment = header(i)); i++)
        if (segment->p_type == PT_DYNAMIC)
            for (const ElfW(Dyn) *entry = (const void *)(file + segment->p_offset);
                 entry->d_tag != DT_NULL; entry++)
                if (entry->d_tag == tag)
                    return entry->d_un.d_ptr;
    fputs("no versions in there\n", stderr);
    exit(EXIT_FAILURE);
}

static void spoil_after(int minor)
{
    char *strings = at(dynamic(DT_STRTAB)), *place = at(dynamic(DT_VERDEF));

    for (ElfW(Addr) left = dynamic(DT_VERDEFNUM); left; left--) {
        ElfW(Verdef) *version = (void *)place;
        const ElfW(Verdaux) *name = (const void *)(place + version->vd_aux);
        const char *text = strings + name->vda_name;
        if (!strncmp(text, "GLIBC_2.", 8) && atoi(text + 8) > minor)
            version->vd_hash ^= 0x5555;
        place += version->vd_next;
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: older_glibc MINOR SOURCE TARGET\n", stderr);
        return 2;
    }
    read_file(argv[2]);
    spoil_after(atoi(argv[1]));
    write_file(argv[3]);
    return EXIT_SUCCESS;
}
