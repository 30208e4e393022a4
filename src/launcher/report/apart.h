/* SPDX-License-Identifier: ISC */
/*
 * Looking up what may take long.  If there is somebody at a terminal it is done in a
 * process of its own: so it can be interrupted, whatever library it is in, and what was
 * found by then is kept.
 */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_APART_H
#define NOREUSEADDR_LAUNCHER_REPORT_APART_H

#include <stdbool.h>
#include <stddef.h>

struct report_chain;

/* Returns the chain NUMBER, for free(3), or NULL without memory.  If it is not to LOOK
 * things up it has addresses. */
typedef struct report_chain *report_make_chain(const void *context, size_t number,
                                               bool look);

/*
 * Fills CHAIN[1] to CHAIN[COUNT - 1] by calling MAKE with CONTEXT and the number.  On a
 * terminal that is standard error it says after a second how far it is.  After Ctrl-C,
 * or if looking up fails as a process, the rest is not looked up.  The texts of a chain
 * live as long as that, or are MAKE's.  Returns false without memory.
 */
bool report_look_up(report_make_chain *make, const void *context,
                    struct report_chain **chain, size_t count);

/* From now on Ctrl-C is to end the program. */
void report_look_up_here(void);

#endif
