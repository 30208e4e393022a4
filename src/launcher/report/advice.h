/* SPDX-License-Identifier: ISC */
/* What to change in the source, in a sentence. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_ADVICE_H
#define NOREUSEADDR_LAUNCHER_REPORT_ADVICE_H

#include "group.h"

enum { REPORT_ADVICE = 320 }; /* bytes */

/* Writes the sentence for GROUP into TEXT. */
void report_advice(const struct report_group *group, char text[REPORT_ADVICE]);

#endif
