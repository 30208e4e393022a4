/* SPDX-License-Identifier: ISC */
/* By the rules of the loader: glibc, elf/dl-version.c:match_symbol. */
#include "config.h"

#include "versions.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* An open ELF file and its section of versions. */
struct table {
    int fd;
    Elf *elf;
    Elf_Data *data;
    size_t names; /* the section of its strings */
};

/* Opens the section of TYPE in the file PATH.  To be closed in any case. */
static bool open_table(struct table *table, const char *path, GElf_Word type)
{
    GElf_Shdr header;

    *table = (struct table){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (table->fd < 0 || elf_version(EV_CURRENT) == EV_NONE)
        return false;
    table->elf = elf_begin(table->fd, ELF_C_READ, NULL);
    for (Elf_Scn *section = NULL;
         table->elf && (section = elf_nextscn(table->elf, section));)
        if (gelf_getshdr(section, &header) && header.sh_type == type) {
            table->data = elf_getdata(section, NULL);
            table->names = header.sh_link;
        }
    return table->data;
}

static void close_table(struct table *table)
{
    elf_end(table->elf);
    if (table->fd >= 0)
        close(table->fd);
}

static const char *name_at(const struct table *table, size_t offset)
{
    const char *name = elf_strptr(table->elf, table->names, offset);

    return name ? name : "";
}

/* Is AT within the table?  Offsets come from the file, and only grow. */
static bool is_inside(const struct table *table, size_t at)
{
    return at < table->data->d_size;
}

static bool defines(const struct table *table, const char *name, GElf_Word hash)
{
    GElf_Verdef definition;
    GElf_Verdaux text;

    for (size_t at = 0;
         is_inside(table, at) && gelf_getverdef(table->data, (int)at, &definition);
         at += definition.vd_next) {
        size_t first = at + definition.vd_aux;
        if (definition.vd_hash == hash && is_inside(table, first) &&
            gelf_getverdaux(table->data, (int)first, &text) &&
            !strcmp(name_at(table, text.vda_name), name))
            return true;
        if (!definition.vd_next)
            return false;
    }
    return false;
}

/* Looks through the versions needed from AT on, for one that LIBC does not define. */
static bool find_missing(const struct table *needs, size_t at, const struct table *libc,
                         char version[VERSION_NAME])
{
    GElf_Vernaux need;

    for (; is_inside(needs, at) && gelf_getvernaux(needs->data, (int)at, &need);
         at += need.vna_next) {
        const char *name = name_at(needs, need.vna_name);
        if (!(need.vna_flags & VER_FLG_WEAK) && !defines(libc, name, need.vna_hash)) {
            snprintf(version, VERSION_NAME, "%s", name);
            return true;
        }
        if (!need.vna_next)
            return false;
    }
    return false;
}

static bool compare(const struct table *needs, const char *soname,
                    const struct table *libc, char version[VERSION_NAME])
{
    GElf_Verneed need;

    for (size_t at = 0;
         is_inside(needs, at) && gelf_getverneed(needs->data, (int)at, &need);
         at += need.vn_next) {
        if (!strcmp(name_at(needs, need.vn_file), soname) &&
            find_missing(needs, at + need.vn_aux, libc, version))
            return true;
        if (!need.vn_next)
            return false;
    }
    return false;
}

bool versions_missing(const char *library, const char *soname, const char *path,
                      char version[VERSION_NAME])
{
    struct table needs, libc;
    bool good = open_table(&needs, library, SHT_GNU_verneed);

    good = open_table(&libc, path, SHT_GNU_verdef) && good;
    bool missing = good && compare(&needs, soname, &libc, version);
    close_table(&needs);
    close_table(&libc);
    return missing;
}
