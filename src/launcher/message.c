/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "message.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

void complain(const char *format, ...)
{
    char line[2 * PATH_MAX];
    int saved_errno = errno;
    va_list arguments;

    va_start(arguments, format);
    if (vsnprintf(line, sizeof line, format, arguments) < 0)
        line[0] = '\0';
    va_end(arguments);
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    fflush(stdout); /* what was said before comes before */
    fprintf(stderr, "noreuseaddr: %s\n", line);
    errno = saved_errno;
}
