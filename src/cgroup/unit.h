/* SPDX-License-Identifier: ISC */
/* What systemd knows of a unit. */
#ifndef NOREUSEADDR_CGROUP_UNIT_H
#define NOREUSEADDR_CGROUP_UNIT_H

#include <limits.h>
#include <stdbool.h>

/*
 * Writes the cgroup of the running unit UNIT (a service, scope or slice), as systemd
 * names it, into NAME: absolute, as seen from the top of the tree.  Returns false, and
 * has complained, if it has none.  Waits for a child.
 */
bool unit_cgroup(const char *unit, char name[PATH_MAX]);

#endif
