/* SPDX-License-Identifier: ISC */
/*
 * Call sites, as a report has them.
 */
#ifndef NOREUSEADDR_AUDIT_CALLSITE_H
#define NOREUSEADDR_AUDIT_CALLSITE_H

/*
 * The slot in the report of the place where the program made the wrapped call that is
 * under way and that returns to CALLER.  0 if the report has no room for it, which is
 * counted there.  A report must be there.  System calls as call_stack makes them;
 * leaves errno alone; async-signal-safe.
 */
unsigned callsite_find(const void *caller);

#endif
