/* SPDX-License-Identifier: ISC */
/* --cgroup: finds and becomes noreuseaddr-cgroup (src/cgroup/), which does the work. */
#ifndef NOREUSEADDR_LAUNCHER_CGROUP_H
#define NOREUSEADDR_LAUNCHER_CGROUP_H

#include <stdbool.h>

struct request;

/* Do the word after --cgroup=, the command and the other options of REQUEST go
 * together? Complains if not. */
bool cgroup_fits(const struct request *request);

/* Is FORM (or NULL) the form of --print-env that names the programs in the kernel? */
bool cgroup_is_form(const char *form);

/*
 * Has the program do what is asked in place of this one.  ARGV0 serves to find it.
 * Its settings are those that this one found.  Returns only, with the exit status, if
 * it can't be run, and has complained then.
 */
int cgroup_run(const char *argv0, struct request *request);

/* The same for the drop-in of --print-env. */
int cgroup_print_drop_in(const char *argv0);

#endif
