/* SPDX-License-Identifier: ISC */
/* Begins to record, at load. */
#include "next.h"

#include "record.h"

#include "command_line.h"
#include "modules.h"

#include <limits.h>
#include <string.h>

struct report_file *report;

const char *record_start(const char *path, size_t length)
{
    char name[PATH_MAX];
    const char *why = NULL;

    if (length >= sizeof name)
        return "the name is too long";
    memcpy(name, path, length);
    name[length] = '\0';
    if (!record_make_room())
        return "no memory for it";
    struct report_file *file = report_file_map(name, &why);
    if (!file)
        return why;
    atomic_fetch_add_explicit(&file->start.header.processes, 1, memory_order_relaxed);
    command_line_start();
    modules_start();
    report = file; /* last: a signal handler may record from here on */
    return NULL;
}
