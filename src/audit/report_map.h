/* SPDX-License-Identifier: ISC */
/* Opens the report file for a process that records. */
#ifndef NOREUSEADDR_AUDIT_REPORT_MAP_H
#define NOREUSEADDR_AUDIT_REPORT_MAP_H

#include "report_file.h"

#include <inttypes.h>

/*
 * Maps the report at PATH, as far as report_tables_at_load does, which is made (0600)
 * if it is missing or empty; a symbolic link is not followed.  Returns NULL if that
 * can't be done, with WHY set to a static text; a file that is no report is left as it
 * is.  Makes system calls and changes errno; not for a wrapper.
 */
struct report_file *report_map(const char *path, const char **why);

/*
 * What a launcher puts in front of report=FILE in the settings, as one more report of
 * which the last counts: where it has the file open itself, and which file that is.  So
 * it is found in another mount namespace too, and nothing else is taken for it.
 */
#define REPORT_RUN_FORMAT "/proc/%ld/fd/%d:%" PRIx64 ":%" PRIx64

/*
 * Finds that in the settings TEXT before END, where the name of the report begins.
 * Returns NULL if there is none.
 */
COLD const char *report_run_word(const char *text, const char *end);

/*
 * Maps the report of a launcher's run, which is there already: RUN is what
 * report_run_word found, PATH the file's name.  Returns NULL where this process can't
 * reach it.  Creates nothing and changes nothing else.  As report_map.
 */
struct report_file *report_map_of_run(const char *run, const char *path);

#endif
