/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "unwind_table.h"

#include <stddef.h>
#include <string.h>

/* The encodings of pointers that linkers write (Linux Standard Base, 10.5.1). */
enum {
    ENCODED_WORD = 0x00,
    ENCODED_UDATA4 = 0x03,
    ENCODED_UDATA8 = 0x04,
    ENCODED_SDATA4 = 0x0b,
    ENCODED_SDATA8 = 0x0c,
    ENCODED_FORM = 0x0f,
    HEADER_RELATIVE = 0x30
};

/* Call frame instructions (DWARF 5, 7.24), as far as they are understood. */
enum {
    ADVANCE = 0x40,
    OFFSET = 0x80,
    RESTORE = 0xc0,
    NOP = 0x00,
    ADVANCE1 = 0x02,
    ADVANCE2 = 0x03,
    ADVANCE4 = 0x04,
    OFFSET_EXTENDED = 0x05,
    RESTORE_EXTENDED = 0x06,
    UNDEFINED = 0x07,
    SAME_VALUE = 0x08,
    REGISTER = 0x09,
    REMEMBER = 0x0a,
    RESTORE_STATE = 0x0b,
    DEFINE_FRAME = 0x0c,
    DEFINE_FRAME_REGISTER = 0x0d,
    DEFINE_FRAME_OFFSET = 0x0e,
    DEFINE_FRAME_EXPRESSION = 0x0f,
    EXPRESSION = 0x10,
    OFFSET_EXTENDED_SF = 0x11,
    DEFINE_FRAME_SF = 0x12,
    DEFINE_FRAME_OFFSET_SF = 0x13,
    VALUE_EXPRESSION = 0x16,
    NEGATE_RETURN_SIGNATURE = 0x2d, /* AArch64 */
    ARGUMENTS_SIZE = 0x2e,          /* GNU */
};

struct text {
    const unsigned char *at, *end;
};

/* Where one register of the caller is. */
struct place_of {
    enum { UNCHANGED, SAVED, LOST } how;
    int64_t offset;
};

struct frame_state {
    uint64_t frame_register;
    int64_t frame_offset;
    bool is_expression;
    struct place_of frame_pointer, return_address;
};

enum { REMEMBERED = 4 };

struct machine {
    const struct unwind_registers *registers;
    uint64_t code_factor;
    int64_t data_factor;
    uintptr_t location, wanted;
    struct frame_state state, initial, remembered[REMEMBERED];
    unsigned depth;
};

struct common { /* of a CIE */
    struct text program;
    uint64_t code_factor;
    int64_t data_factor;
    uint64_t return_register;
    unsigned char encoding;
    bool has_augmentation, is_signal;
};

static uint64_t take_number(struct text *text, size_t size)
{
    uint64_t value = 0;

    if ((size_t)(text->end - text->at) < size) {
        text->at = text->end;
        return 0;
    }
    memcpy(&value, text->at, size); /* every processor of call_stack.c: little-endian */
    text->at += size;
    return value;
}

static uint64_t take_leb(struct text *text, bool is_signed)
{
    uint64_t value = 0;
    unsigned shift = 0, byte = 0x80;

    while (byte & 0x80 && text->at < text->end && shift < 64) {
        byte = *text->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
    }
    if (is_signed && byte & 0x40 && shift < 64)
        value |= ~UINT64_C(0) << shift;
    return value;
}

static uint64_t take_unsigned(struct text *text)
{
    return take_leb(text, false);
}

static int64_t take_signed(struct text *text)
{
    return (int64_t)take_leb(text, true);
}

static size_t encoded_size(unsigned encoding)
{
    switch (encoding & ENCODED_FORM) {
    case ENCODED_WORD:
        return sizeof(uintptr_t);
    case ENCODED_UDATA4:
    case ENCODED_SDATA4:
        return 4;
    case ENCODED_UDATA8:
    case ENCODED_SDATA8:
        return 8;
    default:
        return 0;
    }
}

/* The SIZE bytes at ADDRESS; no text if they are not there. */
static struct text text_at(struct memory_range *module, uintptr_t address, size_t size)
{
    const unsigned char *at = (const unsigned char *)address;

    return memory_is_there(module, address, size) ? (struct text){at, at + size}
                                                  : (struct text){NULL, NULL};
}

/* The text of the entry at ADDRESS behind its length; empty if it can't be read. */
static struct text entry_text(struct memory_range *module, uintptr_t address)
{
    struct text head = text_at(module, address, 4);

    return text_at(module, address + 4, (size_t)take_number(&head, 4));
}

/* The augmentation: a letter for each thing that follows. */
static bool read_augmentation(struct text *text, const char *letters,
                              struct common *common)
{
    const unsigned char *program;

    common->has_augmentation = *letters == 'z';
    if (!common->has_augmentation)
        return !*letters;
    uint64_t length = take_unsigned(text);
    if (length > (size_t)(text->end - text->at))
        return false;
    program = text->at + length;
    while (*++letters) {
        if (*letters == 'R')
            common->encoding = (unsigned char)take_number(text, 1);
        else if (*letters == 'L')
            take_number(text, 1);
        else if (*letters == 'P')
            take_number(text, encoded_size((unsigned)take_number(text, 1)));
        else if (*letters == 'S')
            common->is_signal = true;
        else if (*letters != 'B' && *letters != 'G') /* AArch64: keys and tags */
            return false;
    }
    text->at = program;
    return true;
}

static bool read_common(struct text text, struct common *common)
{
    const char *letters;
    uint64_t version;

    *common = (struct common){.encoding = ENCODED_WORD};
    if (text.at == text.end || take_number(&text, 4) != 0)
        return false;
    version = take_number(&text, 1);
    letters = (const char *)text.at;
    size_t length = strnlen(letters, (size_t)(text.end - text.at));
    text.at += length;
    if (take_number(&text, 1) != 0 || (version != 1 && version != 3))
        return false;
    common->code_factor = take_unsigned(&text);
    common->data_factor = take_signed(&text);
    common->return_register =
        version == 1 ? take_number(&text, 1) : take_unsigned(&text);
    if (!read_augmentation(&text, letters, common))
        return false;
    common->program = text;
    return true;
}

/* Without an end of the numbers that the tables may hold. */
static int64_t times(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a * (uint64_t)b);
}

static void set_register(struct machine *machine, uint64_t number, int how,
                         int64_t offset)
{
    struct place_of place = {how, times(offset, machine->data_factor)};

    if (number == machine->registers->frame_pointer)
        machine->state.frame_pointer = place;
    else if (number == machine->registers->return_address)
        machine->state.return_address = place;
}

static void restore_register(struct machine *machine, uint64_t number)
{
    if (number == machine->registers->frame_pointer)
        machine->state.frame_pointer = machine->initial.frame_pointer;
    else if (number == machine->registers->return_address)
        machine->state.return_address = machine->initial.return_address;
}

static void skip_block(struct text *text)
{
    uint64_t length = take_unsigned(text);

    text->at = length < (size_t)(text->end - text->at) ? text->at + length : text->end;
}

/* The instructions that say where the frame is.  False: not one of them. */
static bool define_frame(struct machine *machine, struct text *text, unsigned opcode)
{
    struct frame_state *state = &machine->state;

    switch (opcode) {
    case DEFINE_FRAME:
        state->frame_register = take_unsigned(text);
        state->frame_offset = (int64_t)take_unsigned(text);
        state->is_expression = false;
        return true;
    case DEFINE_FRAME_SF:
        state->frame_register = take_unsigned(text);
        state->frame_offset = times(take_signed(text), machine->data_factor);
        state->is_expression = false;
        return true;
    case DEFINE_FRAME_REGISTER:
        state->frame_register = take_unsigned(text);
        return true;
    case DEFINE_FRAME_OFFSET:
        state->frame_offset = (int64_t)take_unsigned(text);
        return true;
    case DEFINE_FRAME_OFFSET_SF:
        state->frame_offset = times(take_signed(text), machine->data_factor);
        return true;
    case DEFINE_FRAME_EXPRESSION:
        skip_block(text);
        state->is_expression = true;
        return true;
    default:
        return false;
    }
}

/* The instructions that say where a register is.  False: not one of them. */
static bool define_register(struct machine *machine, struct text *text, unsigned opcode)
{
    uint64_t number;

    switch (opcode) {
    case OFFSET_EXTENDED:
        number = take_unsigned(text);
        set_register(machine, number, SAVED, (int64_t)take_unsigned(text));
        return true;
    case OFFSET_EXTENDED_SF:
        number = take_unsigned(text);
        set_register(machine, number, SAVED, take_signed(text));
        return true;
    case RESTORE_EXTENDED:
        restore_register(machine, take_unsigned(text));
        return true;
    case UNDEFINED:
        set_register(machine, take_unsigned(text), LOST, 0);
        return true;
    case SAME_VALUE:
        set_register(machine, take_unsigned(text), UNCHANGED, 0);
        return true;
    case REGISTER:
        set_register(machine, take_unsigned(text), LOST, 0);
        take_unsigned(text);
        return true;
    case EXPRESSION:
    case VALUE_EXPRESSION:
        set_register(machine, take_unsigned(text), LOST, 0);
        skip_block(text);
        return true;
    default:
        return false;
    }
}

static bool keep_or_bring_back(struct machine *machine, unsigned opcode)
{
    if (opcode == REMEMBER && machine->depth < REMEMBERED)
        machine->remembered[machine->depth++] = machine->state;
    else if (opcode == RESTORE_STATE && machine->depth)
        machine->state = machine->remembered[--machine->depth];
    else
        return false;
    return true;
}

/* One instruction that is no advance.  False: it is not understood. */
static bool execute(struct machine *machine, struct text *text, unsigned opcode)
{
    switch (opcode) {
    case NOP:
    case NEGATE_RETURN_SIGNATURE:
        return true;
    case ARGUMENTS_SIZE:
        take_unsigned(text);
        return true;
    case REMEMBER:
    case RESTORE_STATE:
        return keep_or_bring_back(machine, opcode);
    default:
        return define_frame(machine, text, opcode) ||
               define_register(machine, text, opcode);
    }
}

/* By how many bytes of code an instruction advances, 0 if it is no advance. */
static uint64_t advance(struct machine *machine, struct text *text, unsigned opcode)
{
    if ((opcode & 0xc0) == ADVANCE)
        return (opcode & 0x3f) * machine->code_factor;
    if (opcode == ADVANCE1)
        return take_number(text, 1) * machine->code_factor;
    if (opcode == ADVANCE2)
        return take_number(text, 2) * machine->code_factor;
    if (opcode == ADVANCE4)
        return take_number(text, 4) * machine->code_factor;
    return 0;
}

/* Runs TEXT up to the wanted location.  False: something in it is not understood. */
static bool run(struct machine *machine, struct text text)
{
    while (text.at < text.end) {
        unsigned opcode = *text.at++;
        uint64_t step = advance(machine, &text, opcode);

        if (step && step > machine->wanted - machine->location)
            return true;
        machine->location += (uintptr_t)step;
        if (step || (opcode & 0xc0) == ADVANCE ||
            (opcode >= ADVANCE1 && opcode <= ADVANCE4))
            continue;
        if ((opcode & 0xc0) == OFFSET)
            set_register(machine, opcode & 0x3f, SAVED, (int64_t)take_unsigned(&text));
        else if ((opcode & 0xc0) == RESTORE)
            restore_register(machine, opcode & 0x3f);
        else if (!execute(machine, &text, opcode))
            return false;
    }
    return true;
}

static bool fits(const struct place_of *place)
{
    return place->how != SAVED ||
           (place->offset >= INT16_MIN && place->offset <= INT16_MAX);
}

static bool to_rule(const struct machine *machine, struct unwind_rule *rule)
{
    const struct frame_state *state = &machine->state;

    *rule = (struct unwind_rule){
        .frame_offset = (int32_t)state->frame_offset,
        .from_frame_pointer =
            state->frame_register == machine->registers->frame_pointer,
        .frame_pointer_saved = state->frame_pointer.how == SAVED,
        .return_offset = (int16_t)state->return_address.offset,
        .frame_pointer_offset = (int16_t)state->frame_pointer.offset,
    };
    return !state->is_expression &&
           (rule->from_frame_pointer ||
            state->frame_register == machine->registers->stack_pointer) &&
           state->frame_offset >= 0 && state->frame_offset < 1 << 20 &&
           state->return_address.how == SAVED && state->frame_pointer.how != LOST &&
           fits(&state->return_address) && fits(&state->frame_pointer);
}

/* The two numbers of the table's row at ADDRESS, relative to the table: where a
 * function starts, and its entry (FDE). */
static bool read_pair(struct memory_range *module, uintptr_t address, int32_t pair[2])
{
    struct text text = text_at(module, address, 8);

    pair[0] = (int32_t)take_number(&text, 4);
    pair[1] = (int32_t)take_number(&text, 4);
    return text.at != NULL;
}

/* How many rows the sorted table has; 0 if it is none of the usual form. */
static uint64_t count_pairs(struct memory_range *module, uintptr_t table)
{
    struct text text = text_at(module, table, 12);
    const unsigned char *head = text.at;

    /* version, encodings of: the pointer to .eh_frame, the count, the table */
    if (!head || head[0] != 1 || encoded_size(head[1]) != 4 ||
        head[2] != ENCODED_UDATA4 || head[3] != (HEADER_RELATIVE | ENCODED_SDATA4))
        return 0;
    take_number(&text, 8);
    return take_number(&text, 4);
}

/* The address of the entry for ADDRESS by the sorted table; 0 if there is none. */
static uintptr_t find_entry(struct memory_range *module, uintptr_t table,
                            uintptr_t address, uintptr_t *start)
{
    enum { HEAD = 12, PAIR = 8 };
    int32_t pair[2];
    uint64_t low = 0, high = count_pairs(module, table);
    uintptr_t entry = 0;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (!read_pair(module, table + HEAD + (uintptr_t)middle * PAIR, pair))
            return 0;
        uintptr_t begins = table + (uintptr_t)(intptr_t)pair[0];
        if (begins <= address) {
            low = middle + 1;
            *start = begins;
            entry = table + (uintptr_t)(intptr_t)pair[1];
        } else {
            high = middle;
        }
    }
    return entry;
}

/* The instructions of the entry at TEXT; false if it does not cover LENGTH bytes. */
static bool read_entry(struct text *text, const struct common *common, uintptr_t length)
{
    size_t size = encoded_size(common->encoding);

    if (!size)
        return false;
    take_number(text, size); /* where it starts: told by the table */
    if (take_number(text, size) <= length)
        return false;
    if (common->has_augmentation)
        skip_block(text);
    return true;
}

bool unwind_table_find(struct memory_range *module, uintptr_t table, uintptr_t address,
                       const struct unwind_registers *registers,
                       struct unwind_rule *rule)
{
    struct machine machine = {.registers = registers, .wanted = address};
    struct common common;
    uintptr_t entry = find_entry(module, table, address, &machine.location);
    struct text text = entry_text(module, entry);

    if (text.at == text.end)
        return false;
    /* The CIE is that far before this field. */
    uintptr_t common_entry = entry + 4 - (uintptr_t)take_number(&text, 4);
    if (!read_common(entry_text(module, common_entry), &common) || common.is_signal ||
        common.return_register != registers->return_address ||
        !read_entry(&text, &common, address - machine.location))
        return false;
    machine.code_factor = common.code_factor;
    machine.data_factor = common.data_factor;
    uintptr_t start = machine.location;
    machine.wanted = UINTPTR_MAX;
    if (!run(&machine, common.program))
        return false;
    machine.initial = machine.state;
    machine.location = start;
    machine.wanted = address;
    return run(&machine, text) && to_rule(&machine, rule);
}
