/* SPDX-License-Identifier: ISC */
/* Begins to record, at load. */
#include "config.h"

#include "fix/observe.h"

#include "command_line.h"
#include "exec_watch.h"
#include "modules.h"
#include "recorder.h"
#include "report_map.h"
#include "report_tables.h"
#include "script_line.h"

#include <limits.h>
#include <string.h>
#include <sys/mman.h>

struct report_file *_Atomic report;

/* NULL where it can't be had, with WHY set if that is to be said: a launcher tells of
 * it itself, at the end. */
static struct report_file *open_report(const char *path, size_t length,
                                       const char **why)
{
    const char *run = report_run_word(start_getenv(SETTINGS_VARIABLE), path);
    char name[PATH_MAX];

    if (length >= sizeof name) {
        *why = "the name is too long";
        return NULL;
    }
    memcpy(name, path, length);
    name[length] = '\0';
    return run ? report_map_of_run(run, name) : report_map(name, why);
}

/* In tables that are mapped for the while: most processes need them no more. */
static void count_arrival(struct report_file *start)
{
    struct report_file *whole = report_tables_map(start);

    if (!whole)
        return;
    exec_watch_arrive(whole);
    if (whole != start)
        munmap(whole, sizeof *whole);
}

bool observe_start(const char *path, size_t length, const char **why)
{
    struct report_file *file;

    *why = path ? NULL : "records nothing without report=FILE";
    file = path ? open_report(path, length, why) : NULL;
    if (!file)
        return false;
    atomic_fetch_add_explicit(&file->start.header.processes, 1, memory_order_relaxed);
    command_line_start();
    count_arrival(file);
    modules_start();
    script_line_start();
    report = file; /* last: a signal handler may record from here on */
    return true;
}
