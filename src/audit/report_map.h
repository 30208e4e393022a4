/* SPDX-License-Identifier: ISC */
/* Opens the report file for a process that records. */
#ifndef NOREUSEADDR_AUDIT_REPORT_MAP_H
#define NOREUSEADDR_AUDIT_REPORT_MAP_H

#include "report_file.h"

/*
 * Maps the report at PATH, as far as report_tables_at_load does, which is made (0600)
 * if it is missing or empty; a symbolic link is not followed.  Returns NULL if that
 * can't be done, with WHY set to a static text; a file that is no report is left as it
 * is.  Makes system calls and changes errno; not for a wrapper.
 */
struct report_file *report_map(const char *path, const char **why);

#endif
