/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "call_stack.h"

#include "memory.h"
#include "unwind_table.h"

#include <stdatomic.h>
#include <string.h>

/*
 * What differs by processor: the DWARF numbers of three registers, how to read two of
 * them, and which bits of a return address are the address (AArch64 signs it in the
 * others).  Processors that are not named have their callers told by the compiler
 * alone, one level of them.
 */
#if defined __x86_64__ && defined __LP64__
#define STACK_POINTER "mov %%rsp, %0"
#define FRAME_POINTER "mov %%rbp, %0"
static const struct unwind_registers registers = {6, 7, 16};
static const uintptr_t address_bits = UINTPTR_MAX;
#elif defined __i386__
#define STACK_POINTER "mov %%esp, %0"
#define FRAME_POINTER "mov %%ebp, %0"
static const struct unwind_registers registers = {5, 4, 8};
static const uintptr_t address_bits = UINTPTR_MAX;
#elif defined __aarch64__ && defined __LP64__ && !defined __AARCH64EB__
#define STACK_POINTER "mov %0, sp"
#define FRAME_POINTER "mov %0, x29"
static const struct unwind_registers registers = {29, 31, 30};
static const uintptr_t address_bits = UINTPTR_MAX >> 16;
#elif defined __riscv && __riscv_xlen == 64
#define STACK_POINTER "mv %0, sp"
#define FRAME_POINTER "mv %0, s0"
static const struct unwind_registers registers = {8, 2, 1};
static const uintptr_t address_bits = UINTPTR_MAX;
#endif

#ifdef STACK_POINTER

enum {
    OWN_FRAMES = 8,         /* the library's own calls above the program's, at most */
    FARTHEST = 1024 * 1024, /* bytes of stack that are walked over */
    CACHED = 4096,
    LEAST_PAGE = 4096,
};

/*
 * The rules that were found: reading the tables takes a microsecond, this some
 * nanoseconds.  Only for what was there at load, since other code may come to lie where
 * a plugin was.  Another thread may write at the same time, so each entry proves
 * itself: CHECK is a mix of the address and the rest.
 */
static struct {
    _Atomic uintptr_t check;
    _Atomic uint32_t frame, saved; /* as packed below */
} cache[CACHED];

/* Bits of FRAME: two flags, the module's number, the offset in units of 4 bytes. */
enum {
    FROM_FRAME_POINTER = 1,
    FRAME_POINTER_SAVED = 2,
    MODULE_SHIFT = 2,
    MODULE_BITS = 0x3ff,
    OFFSET_SHIFT = 12,
    OFFSET_UNIT = 4,
};

_Static_assert((int)MODULES_AT_LOAD <= (int)MODULE_BITS, "its number fits");

/* A place on the way up: what the caller's registers were, and what is walked over. */
struct cursor {
    uintptr_t address, stack, frame;
    struct memory_range walked;
};

static unsigned cached_at(uintptr_t address)
{
    return (uint32_t)(address * 0x9e3779b1u) >> 20; /* 12 bits: CACHED */
}

static uintptr_t check_of(uintptr_t address, uint32_t frame, uint32_t saved)
{
    return address ^ (frame * (uintptr_t)0x9e3779b1u) ^
           (saved * (uintptr_t)0xc2b2ae3du);
}

/* The number of the module, 0 if the address is not cached. */
static unsigned look_up(uintptr_t address, struct unwind_rule *rule)
{
    unsigned at = cached_at(address);
    uint32_t frame = atomic_load_explicit(&cache[at].frame, memory_order_relaxed);
    uint32_t saved = atomic_load_explicit(&cache[at].saved, memory_order_relaxed);

    if (atomic_load_explicit(&cache[at].check, memory_order_relaxed) !=
        check_of(address, frame, saved))
        return 0;
    rule->frame_offset = (int32_t)(frame >> OFFSET_SHIFT) * OFFSET_UNIT;
    rule->from_frame_pointer = frame & FROM_FRAME_POINTER;
    rule->frame_pointer_saved = frame & FRAME_POINTER_SAVED;
    rule->return_offset = (int16_t)(saved >> 16);
    rule->frame_pointer_offset = (int16_t)(saved & 0xffff);
    return frame >> MODULE_SHIFT & MODULE_BITS;
}

static void keep(uintptr_t address, const struct unwind_rule *rule, unsigned module)
{
    unsigned at = cached_at(address);
    uint32_t frame = (uint32_t)rule->frame_offset / OFFSET_UNIT << OFFSET_SHIFT |
                     module << MODULE_SHIFT |
                     (rule->from_frame_pointer ? FROM_FRAME_POINTER : 0) |
                     (rule->frame_pointer_saved ? FRAME_POINTER_SAVED : 0);
    uint32_t saved = (uint32_t)(uint16_t)rule->return_offset << 16 |
                     (uint16_t)rule->frame_pointer_offset;

    atomic_store_explicit(&cache[at].frame, frame, memory_order_relaxed);
    atomic_store_explicit(&cache[at].saved, saved, memory_order_relaxed);
    atomic_store_explicit(&cache[at].check, check_of(address, frame, saved),
                          memory_order_relaxed);
}

/*
 * The number of the module that ADDRESS is in, and the rule there if there is one: a
 * frame offset of 0 means that there is none, for a call always puts something on the
 * stack.
 */
static unsigned find_rule(uintptr_t address, struct unwind_rule *rule)
{
    unsigned number = look_up(address, rule);
    struct module module;

    if (number)
        return number;
    /* A return address may be the first one behind its function. */
    modules_find(address - 1, &module);
    struct memory_range range = {module.start, module.end, 0};
    if (!unwind_table_find(&range, (uintptr_t)module.unwind_table, address - 1,
                           &registers, rule))
        *rule = (struct unwind_rule){0};
    if (module.number)
        keep(address, rule, module.number);
    return module.number;
}

static uintptr_t word_at(uintptr_t address)
{
    uintptr_t word;

    memcpy(&word, (const void *)address, sizeof word);
    return word;
}

/*
 * Is the word at ADDRESS in the frame that ends at TOP, and can it be read?  A
 * coroutine's stack may end right above its first frame, and code that changes stacks
 * by itself has tables that lead beyond its end.
 */
static bool is_there(struct cursor *cursor, uintptr_t address, uintptr_t top)
{
    return address >= cursor->stack && address <= top - sizeof(uintptr_t) &&
           memory_is_there(&cursor->walked, address, sizeof(uintptr_t));
}

/* Goes up to the caller.  False: there is no way. */
static bool step(struct cursor *cursor, const struct unwind_rule *rule)
{
    uintptr_t base = rule->from_frame_pointer ? cursor->frame : cursor->stack;
    uintptr_t top = base + (uintptr_t)rule->frame_offset;
    uintptr_t back = top + (uintptr_t)(intptr_t)rule->return_offset;
    uintptr_t saved = top + (uintptr_t)(intptr_t)rule->frame_pointer_offset;

    /* Frames lie one above the other; anything else is no frame. */
    if (!rule->frame_offset || top <= cursor->stack || top % sizeof(uintptr_t) != 0 ||
        !is_there(cursor, back, top) ||
        (rule->frame_pointer_saved && !is_there(cursor, saved, top)))
        return false;
    cursor->address = word_at(back) & address_bits;
    if (rule->frame_pointer_saved)
        cursor->frame = word_at(saved);
    cursor->stack = top;
    return cursor->address > 1;
}

static __attribute__((noinline)) uintptr_t here(void)
{
    return (uintptr_t)__builtin_return_address(0) & address_bits;
}

__attribute__((noinline)) unsigned call_stack(struct frame *frames, unsigned size)
{
    struct cursor cursor = {.address = here()};
    struct unwind_rule rule;
    unsigned found = 0;

    __asm__ volatile(STACK_POINTER : "=r"(cursor.stack));
    __asm__ volatile(FRAME_POINTER : "=r"(cursor.frame));
    /* What this function was called with lies there, and can be read. */
    cursor.walked = (struct memory_range){
        cursor.stack,
        UINTPTR_MAX - cursor.stack > FARTHEST ? cursor.stack + FARTHEST : UINTPTR_MAX,
        cursor.stack & ~(uintptr_t)(LEAST_PAGE - 1)};
    unsigned own = find_rule(cursor.address, &rule);
    for (unsigned i = 0; i < OWN_FRAMES + size && found < size; i++) {
        if (!step(&cursor, &rule))
            break;
        unsigned module = find_rule(cursor.address, &rule);
        if (module != own || found)
            frames[found++] = (struct frame){cursor.address, module};
    }
    return found;
}

#else

unsigned call_stack(struct frame *frames, unsigned size)
{
    (void)frames, (void)size;
    return 0;
}

#endif
