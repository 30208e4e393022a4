/* SPDX-License-Identifier: ISC */
/* What a terminal can show beside text. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_TERMINAL_H
#define NOREUSEADDR_LAUNCHER_REPORT_TERMINAL_H

#include "table.h"

#include <stdbool.h>

enum terminal_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Reads WORD, "auto", "always" or "never", into COLOR.  Returns false for another one.
 */
bool terminal_color_read(const char *word, enum terminal_color *color);

/* Is FD a terminal that knows escape sequences? */
bool terminal_is_able(int fd);

/*
 * Returns the style for FD.  COLOR_AUTO: with colour if it is such a terminal and the
 * user's NO_COLOR says nothing else.  Links are only where there is colour, on
 * terminals that are known to have them.
 */
struct report_style terminal_style(int fd, enum terminal_color color);

#endif
