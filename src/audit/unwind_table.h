/* SPDX-License-Identifier: ISC */
/*
 * Reads the unwind tables of a loaded module (.eh_frame_hdr and .eh_frame: the Linux
 * Standard Base core specification; their contents: DWARF 5, 6.4) as far as compilers
 * use them at a call: the frame of the caller lies at a register plus a number.  What
 * goes beyond that, expressions above all, is not understood, and says so.
 */
#ifndef NOREUSEADDR_AUDIT_UNWIND_TABLE_H
#define NOREUSEADDR_AUDIT_UNWIND_TABLE_H

#include "memory.h"

/* How to get from a frame to its caller's. */
struct unwind_rule {
    int32_t frame_offset; /* from the register below to the canonical frame address,
                             which is the caller's stack pointer */
    bool
        from_frame_pointer; /* that register: the frame pointer, or the stack pointer */
    bool frame_pointer_saved; /* at the offset below; else it is unchanged */
    int16_t return_offset;    /* of the return address, from the canonical address */
    int16_t frame_pointer_offset;
};

/* The numbers that DWARF gives to a processor's registers. */
struct unwind_registers {
    unsigned frame_pointer, stack_pointer, return_address;
};

/*
 * Finds the rule for the instruction at ADDRESS in the module that lies in MODULE and
 * whose .eh_frame_hdr is said to be at TABLE.  Returns false if there is none that can
 * be used.  Nobody checked the tables when the module was loaded, so of MODULE only
 * that is read which memory_is_there finds; as that.
 */
COLD bool unwind_table_find(struct memory_range *module, uintptr_t table,
                            uintptr_t address, const struct unwind_registers *registers,
                            struct unwind_rule *rule);

#endif
