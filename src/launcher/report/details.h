/* SPDX-License-Identifier: ISC */
/* What the report says of one row below the table. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_DETAILS_H
#define NOREUSEADDR_LAUNCHER_REPORT_DETAILS_H

#include "group.h"
#include "table.h"

#include <stdio.h>

/*
 * Writes to TO, under NUMBER, what to change for GROUP, its places with those who
 * called them, its programs and its first and last socket, as STYLE has it.  Of a row
 * that was left alone only the sentence.
 */
void report_details_print(FILE *to, size_t number, const struct report_group *group,
                          const struct report_style *style);

#endif
