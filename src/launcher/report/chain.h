/* SPDX-License-Identifier: ISC */
/*
 * A place of the report as functions: who called, and who called that.  Where the line
 * of a script is known it comes first: what is to be changed is there.
 */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_CHAIN_H
#define NOREUSEADDR_LAUNCHER_REPORT_CHAIN_H

#include "read.h"
#include "symbols.h"

/* A function of a program, or the line of a script that made an interpreter call it. */
struct report_step {
    const struct report_script *script; /* NULL: of a program */
    const struct report_module *module; /* NULL: in no file */
    uint16_t number;                    /* the module's, in the report */
    uint64_t offset;                    /* the return address, in the module's terms */
    struct report_level level;
};

struct report_chain {
    size_t steps; /* 0: the place is not known */
    struct report_step step[1 + REPORT_FRAMES * REPORT_INLINED]; /* innermost first */
};

struct report_chains;

/*
 * Looks up all places of REPORT, which has to stay as long.  Returns what is to be
 * given to report_chains_close, or NULL without memory.
 */
struct report_chains *report_chains_open(const struct report *report);
void report_chains_close(struct report_chains *chains);

/* Returns the chain of the place NUMBER of the report. */
const struct report_chain *report_chain(const struct report_chains *chains,
                                        size_t number);

/*
 * Compares two steps as a reader does: by function and line where they are known, else
 * by module and offset; NULL is a place that is not known.  As strcmp.
 */
int report_step_compare(const struct report_step *a, const struct report_step *b);

/* The same for what is outside of the innermost step of each. */
int report_chain_compare_outer(const struct report_chain *a,
                               const struct report_chain *b);

/* Returns the line of the script, else the innermost step; NULL for a place that is not
 * known. */
const struct report_step *report_chain_inner(const struct report_chain *chain);

enum { REPORT_NAME = 1024 }; /* bytes */

/*
 * Writes what a reader calls STEP (NULL: not known) into TEXT, printable() and in at
 * most COLUMNS: the function with file and line; something shorter if that is too long;
 * and that shortened in the middle if it still is.  A line number is never cut off if
 * COLUMNS is at least 23.
 */
void report_step_name(const struct report_step *step, char text[REPORT_NAME],
                      size_t columns);

#endif
