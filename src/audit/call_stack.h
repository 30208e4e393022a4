/* SPDX-License-Identifier: ISC */
/*
 * The callers of a wrapped call, found without lock or allocation.
 */
#ifndef NOREUSEADDR_AUDIT_CALL_STACK_H
#define NOREUSEADDR_AUDIT_CALL_STACK_H

#include "modules.h"

struct frame {
    uintptr_t address; /* a return address */
    unsigned module;   /* that it is in, by its number; 0 if it was not there at load */
};

/*
 * Stores up to SIZE callers of this library, innermost first, into FRAMES and returns
 * how many: 0 where the unwind tables do not tell (another processor than those of
 * call_stack.c, hand-written code, memory that is of no file).  To be called between
 * the wrapped call and its return.  A system call where a frame reaches into another
 * page of a stack that is not known to be a thread's.  Leaves errno alone;
 * async-signal-safe.
 */
COLD unsigned call_stack(struct frame *frames, unsigned size);

#endif
