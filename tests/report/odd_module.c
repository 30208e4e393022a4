/* SPDX-License-Identifier: ISC */
/*
 * odd_module WHAT LIBRARY FILE: writes LIBRARY to FILE with something in it that no
 * loader looks at, and that leads astray who believes it.
 */
#include "config.h"

#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 24, FAR = 1 << 27 };

static union {
    ElfW(Ehdr) head;
    unsigned char bytes[MOST];
} file;
static size_t size;

static void give_up(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(77);
}

static ElfW(Phdr) * segments(void)
{
    return (void *)(file.bytes + file.head.e_phoff);
}

static ElfW(Phdr) * first(unsigned type)
{
    for (int i = 0; i < file.head.e_phnum; i++)
        if (segments()[i].p_type == type)
            return &segments()[i];
    give_up("no such segment");
    return NULL;
}

static void put(size_t at, uint32_t value)
{
    memcpy(file.bytes + at, &value, sizeof value);
}

static uint32_t get(size_t at)
{
    uint32_t value;

    memcpy(&value, file.bytes + at, sizeof value);
    return value;
}

/* An address between two segments where nothing is mapped. */
static ElfW(Addr) hole(void)
{
    enum { ROOM = 0x4000 };
    const ElfW(Phdr) *low = NULL;

    for (int i = 0; i < file.head.e_phnum; i++) {
        const ElfW(Phdr) *high = &segments()[i];
        if (high->p_type != PT_LOAD)
            continue;
        if (low && low->p_vaddr + low->p_memsz + 2 * ROOM < high->p_vaddr)
            return (low->p_vaddr + low->p_memsz + ROOM) & ~(ElfW(Addr))(ROOM - 1);
        low = high;
    }
    give_up("no hole between the segments");
    return 0;
}

static void move(ElfW(Phdr) * segment, ElfW(Addr) address)
{
    segment->p_vaddr = segment->p_paddr = address;
}

/* Changes the table of unwind entries, or what it leads to. */
static void change_table(const char *what)
{
    size_t table = first(PT_GNU_EH_FRAME)->p_offset;
    uint32_t count = get(table + 8);

    if (!strcmp(what, "count"))
        put(table + 8, INT32_MAX);
    for (uint32_t i = 0; i < count; i++) {
        size_t pair = table + 12 + 8 * i, entry = table + get(pair + 4);
        if (!strcmp(what, "entry"))
            put(pair + 4, 0x7ff00000);
        if (!strcmp(what, "length"))
            put((uint32_t)entry, 0xfffffeff);
    }
}

static void write_to(const char *path)
{
    FILE *to = fopen(path, "wb");

    if (!to || fwrite(file.bytes, 1, size, to) != size)
        give_up("can't be written");
    if (file.head.e_phoff == FAR) { /* read from where they were */
        const ElfW(Ehdr) *head = &file.head;
        size_t length = head->e_phnum * sizeof(ElfW(Phdr));
        if (fseek(to, FAR, SEEK_SET) ||
            fwrite(file.bytes + sizeof *head, 1, length, to) != length)
            give_up("can't be written");
    }
    fclose(to);
}

int main(int count, char **words)
{
    FILE *from = count == 4 ? fopen(words[2], "rb") : NULL;

    if (!from)
        give_up("odd_module WHAT LIBRARY FILE");
    size = fread(file.bytes, 1, sizeof file.bytes, from);
    if (size == sizeof file.bytes || memcmp(file.bytes, ELFMAG, SELFMAG) != 0)
        give_up("not an ELF file, or a large one");
    if (!strcmp(words[1], "hole"))
        move(first(PT_GNU_EH_FRAME), hole());
    else if (!strcmp(words[1], "notes"))
        move(first(PT_NOTE), hole());
    else if (!strcmp(words[1], "headers"))
        file.head.e_phoff = FAR;
    else
        change_table(words[1]);
    write_to(words[3]);
    return 0;
}
