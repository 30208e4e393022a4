/* SPDX-License-Identifier: ISC */
/*
 * Call sites, as a report has them.
 */
#ifndef NOREUSEADDR_AUDIT_CALLSITE_H
#define NOREUSEADDR_AUDIT_CALLSITE_H

#include <stdbool.h>

/*
 * The slot in the report of the place where the program made the wrapped call that is
 * under way and that returns to CALLER; SETS_FLAG: it is a setsockopt.  0 if the report
 * has no room for it, which is counted there.  A report must be there.  System calls as
 * call_stack makes them; changes errno; async-signal-safe, but see script_line_find.
 */
unsigned callsite_find(const void *caller, bool sets_flag);

#endif
