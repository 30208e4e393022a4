/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "debug_file_dw.h"

#include "symbols.h"

#include "launcher/message.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *servers;  /* that the user has named, NULL: none */
static unsigned limit; /* seconds for which they may be asked in all, 0: not at all */
static long long end;  /* of that, in milliseconds; 0: no report was read yet */

void report_symbols_ask_servers(unsigned seconds)
{
    limit = seconds;
}

static long long milliseconds(void)
{
    struct timespec now = {0, 0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void debug_file_start(void)
{
    const char *named = getenv("DEBUGINFOD_URLS");

    if (named && *named && !servers)
        servers = strdup(named);
    unsetenv("DEBUGINFOD_URLS");
    if (!limit || end)
        return;
    if (!servers)
        complain("--debuginfod: DEBUGINFOD_URLS names no server");
    end = milliseconds() + limit * 1000LL; /* here: it is a child that asks (apart.h) */
}

/* Rounded up: less than a second is worth a question, too. */
static unsigned seconds_left(void)
{
    long long left = end - milliseconds();

    return left > 0 ? (unsigned)((left + 999) / 1000) : 0;
}

/* debuginfod_find_debuginfo(3): for an answer that is slow, and for a whole file. After
 * each time-out it would try again. */
static void give_time(unsigned seconds)
{
    char text[24];

    snprintf(text, sizeof text, "%u", seconds);
    setenv("DEBUGINFOD_TIMEOUT", text, 1);
    setenv("DEBUGINFOD_MAXTIME", text, 1);
    setenv("DEBUGINFOD_RETRY_LIMIT", "0", 1);
}

/* libdwfl looks for one file several times. */
static bool is_new(const Dwfl_Module *module, const char *link)
{
    static const Dwfl_Module *last;
    static char last_link[NAME_MAX + 1];
    const char *name = link ? link : "";
    bool is = module != last || strcmp(name, last_link) != 0;

    last = module;
    snprintf(last_link, sizeof last_link, "%s", name);
    return is;
}

int debug_file_find(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
                    const char *file, const char *link, GElf_Word crc, char **found)
{
    int fd =
        dwfl_standard_find_debuginfo(module, data, name, base, file, link, crc, found);
    unsigned left = fd < 0 && limit && servers ? seconds_left() : 0;

    if (!left || !is_new(module, link))
        return fd;
    complain("%s: asking %s for debug information, for up to %u s", name, servers,
             left);
    give_time(left);
    setenv("DEBUGINFOD_URLS", servers, 1);
    fd = dwfl_standard_find_debuginfo(module, data, name, base, file, link, crc, found);
    unsetenv("DEBUGINFOD_URLS");
    return fd;
}
