/* SPDX-License-Identifier: ISC */
/*
 * Which line of a script makes the call: the interpreter that is in the process is
 * asked.  One file script_<language>.c for each that can be.
 */
#ifndef NOREUSEADDR_AUDIT_SCRIPT_LINE_H
#define NOREUSEADDR_AUDIT_SCRIPT_LINE_H

#include "report_file.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Finds the interpreters that are in the process.  To be called once, at load, after
 * modules_start; not async-signal-safe.
 */
COLD void script_line_start(void);

/*
 * The slot in the report of the line that makes the wrapped call that is under way and
 * that returns to CALLER; SETS_FLAG: it is a setsockopt.  0 where no interpreter makes
 * it, or none that can be asked now.  A report must be there.
 *
 * Only a call that the interpreter itself or its module for sockets makes is asked
 * about.  Those make none in a signal handler or in a handler of fork, so what the
 * interpreter's own code may do there (allocate, above all) may be done here, too;
 * for any other caller this is async-signal-safe and asks nobody.  Changes errno.
 */
COLD unsigned script_line_find(const void *caller, bool sets_flag);

/* What a language has to have. */
struct script_language {
    /* Functions that have to be there, all in one module, before one is called. */
    const void *const *functions;
    size_t count;
    /* How the file name of its own module for sockets begins; NULL: it has none. */
    const char *socket_module;
    /* To be called at load if they are there; NULL: nothing is to be done. */
    void (*start)(void);
    /* The slot of the line, 0 if it can't be told. */
    unsigned (*find)(bool sets_flag);
};

HIDDEN extern const struct script_language script_perl, script_php, script_python,
    script_ruby;

/*
 * For those files: writes the names (LENGTH bytes, no NUL is needed) into LINE, which
 * was zeros.  Of a file's name that is too long the end stays, of a function's the
 * beginning.  Async-signal-safe.
 */
COLD void script_put_file(struct report_script *line, const char *name, size_t length);
COLD void script_put_function(struct report_script *line, const char *name,
                              size_t length);

/*
 * The slot of LINE in the report, 0 if there is no room, which is counted, or it names
 * no file.  Async-signal-safe.
 */
COLD unsigned script_enter(const struct report_script *line);

/*
 * Is PART in PATH of LENGTH bytes, which need not end in NUL, or at its end?
 * Async-signal-safe.
 */
COLD bool script_path_has(const char *path, size_t length, const char *part);
COLD bool script_path_ends(const char *path, size_t length, const char *part);

#endif
