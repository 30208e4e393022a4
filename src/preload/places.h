/* SPDX-License-Identifier: ISC */
/*
 * Places in code, as a report has them.
 */
#ifndef NOREUSEADDR_PLACES_H
#define NOREUSEADDR_PLACES_H

/*
 * The slot in the report of the place where the program made the wrapped call that is
 * under way and that returns to CALLER.  0 if the report has no room for it, which is
 * counted there.  A report must be there.  System calls as call_stack makes them;
 * leaves errno alone; async-signal-safe.
 */
unsigned places_find(const void *caller);

#endif
