/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "stack.h"

#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include <asm/ptrace.h>

/*
 * What differs by processor: struct pt_regs, and by which numbers DWARF knows its
 * registers.
 */
#define WORD(member) (offsetof(struct NAME_OF_REGISTERS, member) / sizeof(uint64_t))
#if defined __x86_64__ && defined __LP64__
#define NAME_OF_REGISTERS pt_regs
const struct audit_layout stack_layout = {
    .words = sizeof(struct pt_regs) / sizeof(uint64_t),
    .stack = WORD(rsp),
    .counter = WORD(rip),
    .mode = WORD(cs),
    .mode_bits = 0xffff,
    .mode_32_bit = 0x23, /* __USER32_CS */
};
static const unsigned dwarf_registers[] = {
    WORD(rax), WORD(rdx), WORD(rcx), WORD(rbx), WORD(rsi), WORD(rdi),
    WORD(rbp), WORD(rsp), WORD(r8),  WORD(r9),  WORD(r10), WORD(r11),
    WORD(r12), WORD(r13), WORD(r14), WORD(r15),
};
#elif defined __aarch64__
const struct audit_layout stack_layout = {.words = 34,
                                          .stack = 31,
                                          .counter = 32,
                                          .mode = 33, /* pstate */
                                          .mode_bits = 0x10,
                                          .mode_32_bit = 0x10}; /* PSR_MODE32_BIT */
static const unsigned dwarf_registers[] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
};
#else
#error "the registers of this processor are not known: configure --disable-cgroup"
#endif
enum { DWARF_REGISTERS = sizeof dwarf_registers / sizeof dwarf_registers[0] };

/* What libdwfl knows of one image: the last one that was asked about. */
static Dwfl *dwfl;
static const struct image *of;
static size_t of_mappings;

/* The stack that is followed. */
static const struct audit_place *place;

struct walk {
    struct image *image;
    struct stack_frame *frames;
    size_t size, found;
    bool inside; /* has a frame of the program itself been met? */
};

static pid_t next_thread(Dwfl *unused, void *argument, void **thread)
{
    bool first = !*thread;

    (void)unused, (void)argument;
    *thread = first ? &place : NULL;
    return first ? 1 : 0;
}

static bool read_word(Dwfl *unused, Dwarf_Addr address, Dwarf_Word *word,
                      void *argument)
{
    uint64_t at = address - place->registers[stack_layout.stack];

    (void)unused, (void)argument;
    if (at + sizeof *word < at || at + sizeof *word > place->stack_length)
        return false;
    memcpy(word, place->stack + at, sizeof *word);
    return true;
}

static bool set_registers(Dwfl_Thread *thread, void *argument)
{
    Dwarf_Word words[DWARF_REGISTERS];

    (void)argument;
    for (size_t i = 0; i < DWARF_REGISTERS; i++)
        words[i] = place->registers[dwarf_registers[i]];
    dwfl_thread_state_register_pc(thread, place->registers[stack_layout.counter]);
    return dwfl_thread_state_registers(thread, 0, DWARF_REGISTERS, words);
}

static int no_elf(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
                  char **file, Elf **elf)
{
    (void)module, (void)data, (void)name, (void)base, (void)file, (void)elf;
    return -1;
}

/* Tables for unwinding are in the program; to look for others takes long. */
static int no_debug_file(Dwfl_Module *module, void **data, const char *name,
                         Dwarf_Addr base, const char *file, const char *link,
                         GElf_Word check, char **debug_file)
{
    (void)module, (void)data, (void)name, (void)base;
    (void)file, (void)link, (void)check, (void)debug_file;
    return -1;
}

/* Writes what is to be added to an address of the file for one in memory. */
static bool find_bias(const struct mapping *mapping, uint64_t *bias)
{
    Elf *elf = elf_begin(mapping->file->fd, ELF_C_READ_MMAP, NULL);
    size_t count;
    GElf_Phdr header;
    bool found = false;

    for (size_t i = 0; elf && !found && !elf_getphdrnum(elf, &count) && i < count;
         i++) {
        found = gelf_getphdr(elf, (int)i, &header) && header.p_type == PT_LOAD &&
                mapping->offset <= header.p_offset + header.p_filesz &&
                header.p_offset < mapping->offset + (mapping->end - mapping->start);
        if (found)
            *bias = mapping->start - mapping->offset + header.p_offset - header.p_vaddr;
    }
    elf_end(elf);
    return found;
}

static void report_module(const struct mapping *mapping)
{
    const struct file *file = mapping->file;
    uint64_t bias;

    if (file->fd < 0 || !find_bias(mapping, &bias))
        return;
    int fd = dup(file->fd); /* libdwfl closes it */
    if (fd >= 0 && !dwfl_report_elf(dwfl, file->path, file->path, fd, bias, true))
        close(fd);
}

static bool open_image(const struct image *image)
{
    static const Dwfl_Callbacks callbacks = {.find_elf = no_elf,
                                             .find_debuginfo = no_debug_file};
    static const Dwfl_Thread_Callbacks thread = {.next_thread = next_thread,
                                                 .memory_read = read_word,
                                                 .set_initial_registers =
                                                     set_registers};

    if (of == image && of_mappings == image->mapping_count)
        return dwfl;
    of = image;
    of_mappings = image->mapping_count;
    dwfl_end(dwfl);
    dwfl = dwfl_begin(&callbacks);
    if (!dwfl)
        return false;
    dwfl_report_begin(dwfl);
    for (size_t i = 0; i < image->mapping_count; i++)
        report_module(&image->mappings[i]);
    dwfl_report_end(dwfl, NULL, NULL);
    return dwfl_attach_state(dwfl, NULL, 1, &thread, NULL);
}

static bool begins(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

/* Functions that pass on what another asked for: the wrappers of the C library, which
 * may be linked statically, and of Go. */
static bool is_wrapper(Dwfl_Module *module, uint64_t address)
{
    static const char *const names[] = {
        "connect",
        "__connect",
        "__libc_connect",
        "setsockopt",
        "__setsockopt",
        "sendto",
        "__sendto",
        "__libc_sendto",
        "sendmsg",
        "__sendmsg",
        "bind",
        "__bind",
        "__libc_sendmsg",
        "sendmmsg",
        "__sendmmsg",
        "syscall",
        "__syscall",
        "__syscall_cp_c",
        "__syscall_cp",
        "__syscall_cp_asm",
        "__internal_syscall_cancel",
        "__syscall_cancel",
        "__syscall_cancel_arch",
    };
    static const char *const packages[] = {"syscall.", "runtime/internal/syscall.",
                                           "internal/runtime/syscall.",
                                           "golang.org/x/sys/unix."};
    const char *name = dwfl_module_addrname(module, address);
    const char *path =
        dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    const char *base = path && strrchr(path, '/') ? strrchr(path, '/') + 1 : "";

    if (begins(base, "libc.so") || begins(base, "libc-") || begins(base, "ld-musl-") ||
        begins(base, "libpthread"))
        return true;
    for (size_t i = 0; name && i < sizeof packages / sizeof packages[0]; i++)
        if (begins(name, packages[i]))
            return true;
    for (size_t i = 0; name && i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

/* Returns false where the walk has lost its way: a wrapper without tables. */
static bool put_frame(struct walk *walk, uint64_t address)
{
    const struct mapping *mapping = image_mapping(walk->image, address - 1);
    Dwfl_Module *module = dwfl_addrmodule(dwfl, address - 1);
    Dwarf_Addr bias = 0;

    if (!walk->inside && walk->found && !module)
        return false;
    if (!walk->inside) /* a wrapper is the best that is known if nothing follows it */
        walk->found = 0;
    if (module && dwfl_module_getelf(module, &bias) && !is_wrapper(module, address - 1))
        walk->inside = true;
    walk->frames[walk->found++] =
        module && mapping ? (struct stack_frame){mapping->file, address - bias}
                          : (struct stack_frame){NULL, 0};
    return true;
}

static int take_frame(Dwfl_Frame *state, void *argument)
{
    struct walk *walk = argument;
    Dwarf_Addr address;

    if (!dwfl_frame_pc(state, &address, NULL) || walk->found == walk->size)
        return DWARF_CB_ABORT;
    return put_frame(walk, address) ? DWARF_CB_OK : DWARF_CB_ABORT;
}

#if defined __x86_64__
/* What the instruction before ADDRESS calls; 0 if it is no call of a certain function.
 */
static uint64_t called_before(const struct image *image, uint64_t address)
{
    enum { CALL = 0xe8, LENGTH = 5 }; /* its operand is relative */
    const struct mapping *mapping = image_mapping(image, address - LENGTH);
    unsigned char code[LENGTH];
    int32_t distance;

    if (!mapping ||
        pread(mapping->file->fd, code, LENGTH,
              (off_t)(address - LENGTH - mapping->start + mapping->offset)) != LENGTH ||
        code[0] != CALL)
        return 0;
    memcpy(&distance, code + 1, sizeof distance);
    return address + (uint64_t)(int64_t)distance;
}

static const char *function_at(uint64_t address)
{
    Dwfl_Module *module = dwfl_addrmodule(dwfl, address);
    const char *name = module ? dwfl_module_addrname(module, address) : NULL;

    return name ? name : "";
}

/* musl's __syscall_cp ends in a jump to __syscall_cp_c. */
static bool is_same(const char *name, const char *other)
{
    static const char jumps[] = "__syscall_cp";

    return !strcmp(name, other) || (begins(name, jumps) && begins(other, jumps));
}

/*
 * musl's wrappers have no tables when they are linked statically.  The return address
 * is the first word on the stack that is behind a call of the very function: goes on
 * there.
 */
static bool leave_wrapper(struct audit_place *from, const struct image *image)
{
    enum { FARTHEST = 512 };
    uint64_t address = from->registers[stack_layout.counter];
    const char *name = function_at(address - 1);

    for (uint32_t at = 0; at < FARTHEST && at + sizeof address <= from->stack_length;) {
        memcpy(&address, from->stack + at, sizeof address);
        at += sizeof address;
        uint64_t called = called_before(image, address);
        if (!called || !*name || !is_same(name, function_at(called)))
            continue;
        name = function_at(address - 1);
        if (is_wrapper(dwfl_addrmodule(dwfl, address - 1), address - 1))
            continue;
        from->stack_length -= at;
        memmove(from->stack, from->stack + at, from->stack_length);
        from->registers[stack_layout.stack] += at;
        from->registers[stack_layout.counter] = address;
        return true;
    }
    return false;
}
#else
static bool leave_wrapper(struct audit_place *from, const struct image *image)
{
    (void)from, (void)image;
    return false;
}
#endif

size_t stack_follow(struct audit_place *wanted, struct image *image,
                    struct stack_frame *frames, size_t size)
{
    struct walk walk = {image, frames, size, 0, false};

    place = wanted;
    if (!open_image(image))
        return 0;
    dwfl_getthread_frames(dwfl, 1, take_frame, &walk);
    if (!walk.inside && leave_wrapper(wanted, image))
        dwfl_getthread_frames(dwfl, 1, take_frame, &walk);
    if (!walk.found)
        put_frame(&walk, wanted->registers[stack_layout.counter]);
    return walk.found;
}

void stack_build_id(const struct file *file, unsigned char *id, size_t size,
                    uint8_t *length)
{
    Elf *elf = file->fd < 0 ? NULL : elf_begin(file->fd, ELF_C_READ_MMAP, NULL);
    const void *found;
    ssize_t its = elf ? dwelf_elf_gnu_build_id(elf, &found) : 0;

    if (its > 0 && (size_t)its <= size) {
        memcpy(id, found, (size_t)its);
        *length = (uint8_t)its;
    }
    elf_end(elf);
}
