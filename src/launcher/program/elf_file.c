/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "elf_file.h"

#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

/* The kernel wants the path to end in a NUL: fs/binfmt_elf.c:load_elf_binary. */
static bool read_loader(int fd, const GElf_Phdr *segment, char loader[PATH_MAX])
{
    size_t size = (size_t)segment->p_filesz;

    if (segment->p_filesz >= 2 && segment->p_filesz <= PATH_MAX &&
        pread(fd, loader, size, (off_t)segment->p_offset) == (ssize_t)size &&
        loader[size - 1] == '\0')
        return true;
    *loader = '\0';
    return false;
}

/*
 * Reads PT_INTERP, if there is one.  Returns false if the file is damaged: elfutils'
 * libelf counts only the segments that are in the file, the kernel wants all.
 */
static bool read_segments(Elf *elf, int fd, size_t promised, struct elf_file *file)
{
    size_t count;
    GElf_Phdr segment;

    if (elf_getphdrnum(elf, &count) || !count || count != promised)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!gelf_getphdr(elf, (int)i, &segment))
            return false;
        if (segment.p_type == PT_INTERP)
            return read_loader(fd, &segment, file->loader);
    }
    return true;
}

/* One that is too long is one that is not known. */
static void set_run_path(struct elf_file *file, const char *path, bool is_runpath)
{
    if (!path || file->is_runpath || strlen(path) >= PATH_MAX)
        return;
    strcpy(file->run_path, path); /* NOLINT: it fits */
    file->is_runpath = is_runpath;
}

static void read_dynamic(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
                         struct elf_file *file, bool *pie)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Dyn entry;

    if (!data || !header->sh_entsize)
        return;
    for (int i = 0; gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++)
        if (entry.d_tag == DT_FLAGS_1)
            *pie = entry.d_un.d_val & DF_1_PIE;
        else if (entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH)
            set_run_path(file, elf_strptr(elf, header->sh_link, entry.d_un.d_val),
                         entry.d_tag == DT_RUNPATH);
}

/* Sections are only for tools: a file without them is read as far as it goes. */
static void read_sections(Elf *elf, struct elf_file *file, bool *pie)
{
    size_t names;
    GElf_Shdr header;

    if (elf_getshdrstrndx(elf, &names))
        return;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        if (!gelf_getshdr(section, &header))
            continue;
        if (header.sh_type == SHT_DYNAMIC)
            read_dynamic(elf, section, &header, file, pie);
        const char *name = elf_strptr(elf, names, header.sh_name);
        if (name && !strcmp(name, ".note.go.buildid"))
            file->go = true;
    }
}

static void read_elf(Elf *elf, int fd, struct elf_file *file)
{
    GElf_Ehdr header;
    bool pie = false;

    if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header) ||
        (header.e_type != ET_EXEC && header.e_type != ET_DYN) ||
        !read_segments(elf, fd, header.e_phnum, file))
        return;
    read_sections(elf, file, &pie);
    file->size = header.e_ident[EI_CLASS];
    file->order = header.e_ident[EI_DATA];
    file->machine = header.e_machine;
    /* A library or a loader can be run too, and a loader may then preload: only what is
     * marked as a program and has no loader is static for certain. */
    file->is_static = !*file->loader && (header.e_type == ET_EXEC || pie);
    file->known = true;
}

void elf_file_read(const char *path, struct elf_file *file)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    memset(file, 0, sizeof *file);
    if (fd < 0)
        return;
    if (elf_version(EV_CURRENT) != EV_NONE) {
        Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
        if (elf)
            read_elf(elf, fd, file);
        elf_end(elf);
    }
    close(fd);
}
