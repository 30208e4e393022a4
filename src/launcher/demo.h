/* SPDX-License-Identifier: ISC */
/* --demo: the problem and the fix, shown on this machine. */
#ifndef NOREUSEADDR_LAUNCHER_DEMO_H
#define NOREUSEADDR_LAUNCHER_DEMO_H

#include "library.h"

/*
 * Shows on standard output what happens without and with LIBRARY; installed_find()
 * tells where the parts are that the demo runs.  Needs no privilege and takes less than
 * 20 seconds.  Returns the exit status: 0 if the fix was seen to work, else it has
 * complained.
 */
int demo_run(const struct library *library);

#endif
