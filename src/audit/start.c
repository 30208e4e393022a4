/* SPDX-License-Identifier: ISC */
/* Begins to record, at load. */
#include "config.h"

#include "fix/observe.h"

#include "command_line.h"
#include "modules.h"
#include "recorder.h"
#include "report_map.h"
#include "script_line.h"

#include <limits.h>
#include <string.h>

struct report_file *_Atomic report;

static const char *record_in(const char *path, size_t length)
{
    char name[PATH_MAX];
    const char *why = NULL;

    if (!path)
        return "records nothing without report=FILE";
    if (length >= sizeof name)
        return "the name is too long";
    memcpy(name, path, length);
    name[length] = '\0';
    struct report_file *file = report_map(name, &why);
    if (!file)
        return why;
    atomic_fetch_add_explicit(&file->start.header.processes, 1, memory_order_relaxed);
    command_line_start();
    modules_start();
    script_line_start();
    report = file; /* last: a signal handler may record from here on */
    return NULL;
}

bool observe_start(const char *path, size_t length, const char **why)
{
    *why = record_in(path, length);
    return !*why;
}
