/* SPDX-License-Identifier: ISC */
/*
 * HIDDEN marks the declaration of a variable that the library shares among its own
 * files.  -fvisibility=hidden says so of definitions alone; without it a declared
 * variable is reached by way of the global offset table.
 */
#ifndef NOREUSEADDR_HIDDEN_H
#define NOREUSEADDR_HIDDEN_H

#define HIDDEN __attribute__((visibility("hidden")))

#endif
