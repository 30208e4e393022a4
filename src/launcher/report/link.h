/* SPDX-License-Identifier: ISC */
/* Places that a terminal opens when they are clicked. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_LINK_H
#define NOREUSEADDR_LAUNCHER_REPORT_LINK_H

#include "chain.h"
#include "table.h"

#include <stdio.h>

/*
 * Writes NAME, which is what STEP (NULL: not known) is called, to TO; as a link to its
 * line, if STYLE has links and the file is there.
 */
void report_link_print(FILE *to, const struct report_step *step, const char *name,
                       const struct report_style *style);

#endif
