/* SPDX-License-Identifier: ISC */
/* The tree of cgroups, version 2: where it is, who is in it, one more and one less. */
#ifndef NOREUSEADDR_CGROUP_HIERARCHY_H
#define NOREUSEADDR_CGROUP_HIERARCHY_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* Writes the directory of the whole tree into PATH.  Returns false, and has complained,
 * if it is not mounted. */
bool hierarchy_root(char path[PATH_MAX]);

/*
 * Opens the cgroup WORD, a path with a slash or the name of a unit of systemd, and
 * writes its path into PATH.  Returns the descriptor of the directory, or -1, and has
 * complained.
 */
int hierarchy_open(const char *word, char path[PATH_MAX]);

/*
 * Makes a cgroup in that of this process, opens it and writes its path into PATH.
 * Whatever ends this process, another one in the background then removes the cgroup as
 * soon as it is empty.  Returns the descriptor of the directory, or -1, and has
 * complained.  Call it once.
 */
int hierarchy_make(char path[PATH_MAX]);

/* Moves this process into the cgroup PATH.  Returns false, and has complained, if it
 * can't be. */
bool hierarchy_enter(const char *path);

/* Returns how many processes are in the cgroup PATH and those below it. */
unsigned hierarchy_processes(const char *path);

/*
 * Writes the path of the cgroup that has the number NUMBER, as
 * bpf_get_current_cgroup_id tells it, of TOP and those below it, into PATH.  Returns
 * false if there is none.
 */
bool hierarchy_find(const char *top, uint64_t number, char path[PATH_MAX]);

/*
 * Removes the cgroup PATH, which hierarchy_make() made, or says in a line that
 * somebody is in it still.  If it is removed, waits for the process in the background,
 * which is in the cgroup of this one and would keep it.
 */
void hierarchy_leave(const char *path);

#endif
