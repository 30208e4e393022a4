/* SPDX-License-Identifier: ISC */
/*
 * HIDDEN marks the declaration of a variable that the library shares among its own
 * files.  -fvisibility=hidden says so of definitions alone; without it a declared
 * variable is reached by way of the global offset table.
 */
#ifndef NOREUSEADDR_HIDDEN_H
#define NOREUSEADDR_HIDDEN_H

#define HIDDEN __attribute__((visibility("hidden")))

/*
 * COLD marks what most processes never run, or once: small is better there than fast,
 * since the library has to stay under 32 KiB.
 */
#define COLD __attribute__((cold))

#endif
