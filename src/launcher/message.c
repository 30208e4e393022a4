/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "message.h"

#include "printable.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void print_line(FILE *to, const char *before, const char *format,
                       va_list arguments) __attribute__((format(printf, 3, 0)));

static void print_line(FILE *to, const char *before, const char *format,
                       va_list arguments)
{
    char line[2 * PATH_MAX], text[4 * sizeof line];

    if (vsnprintf(line, sizeof line, format, arguments) < 0)
        line[0] = '\0';
    printable(text, sizeof text, line, strlen(line));
    fprintf(to, "%s%s\n", before, text);
}

/* A reader that is gone keeps nobody from running the command. */
void complain(const char *format, ...)
{
    int saved_errno = errno;
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    va_list arguments;

    fflush(stdout); /* what was said before comes before */
    sigaction(SIGPIPE, &ignore, &before);
    va_start(arguments, format);
    print_line(stderr, "noreuseaddr: ", format, arguments);
    va_end(arguments);
    sigaction(SIGPIPE, &before, NULL);
    errno = saved_errno;
}

void say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_line(stdout, "", format, arguments);
    va_end(arguments);
}
