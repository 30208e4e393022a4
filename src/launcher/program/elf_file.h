/* SPDX-License-Identifier: ISC */
/* What one ELF file says of how it is loaded. */
#ifndef NOREUSEADDR_LAUNCHER_PROGRAM_ELF_FILE_H
#define NOREUSEADDR_LAUNCHER_PROGRAM_ELF_FILE_H

#include <limits.h>
#include <stdbool.h>

struct elf_file {
    bool known;              /* false: not an ELF program or library, or not readable */
    bool is_static;          /* runs without a loader */
    bool go;                 /* made by the Go compiler */
    unsigned char size;      /* ELFCLASS32 or ELFCLASS64 */
    unsigned char order;     /* ELFDATA2LSB or ELFDATA2MSB */
    unsigned short machine;  /* EM_X86_64 and so on */
    char loader[PATH_MAX];   /* the text of PT_INTERP, "" if it has none */
    char run_path[PATH_MAX]; /* of DT_RUNPATH or else DT_RPATH, "" if it has none */
    bool is_runpath;         /* is it of DT_RUNPATH? */
};

/* Are A and B, which are known, for one kind of processor? */
static inline bool elf_same_architecture(const struct elf_file *a,
                                         const struct elf_file *b)
{
    return a->size == b->size && a->order == b->order && a->machine == b->machine;
}

/*
 * Reads the ELF headers of the file PATH into FILE.  The file may be hostile, cut short
 * or anything else: then known stays false.  Opens and closes a descriptor.
 */
void elf_file_read(const char *path, struct elf_file *file);

#endif
