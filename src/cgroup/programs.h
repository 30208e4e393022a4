/* SPDX-License-Identifier: ISC */
/* The programs of rule.bpf.c: into the kernel, onto a cgroup, and off it again. */
#ifndef NOREUSEADDR_CGROUP_PROGRAMS_H
#define NOREUSEADDR_CGROUP_PROGRAMS_H

#include <stdbool.h>

/* Where programs are pinned unless somebody wants another place. */
#define PROGRAMS_PINS "/sys/fs/bpf/noreuseaddr"

struct bpf_object;

/* What of the rule a cgroup has itself; what those above it have is not looked at. */
enum attached {
    ATTACHED_NOT,
    ATTACHED_PARTLY, /* to attach or detach was cut short */
    ATTACHED_WHOLE,
    ATTACHED_UNKNOWN, /* this process may not ask */
};

/*
 * Has the kernel take the programs, which act nowhere yet.  Returns NULL, and has
 * complained, if it does not; what its verifier wrote is on standard error then.  Close
 * with bpf_object__close(), which leaves what was attached or pinned.
 */
struct bpf_object *programs_load(void);

/*
 * Attaches the programs to the cgroup of the descriptor CGROUP, which messages call
 * NAME, beside those of others.  They stay until they are detached or the cgroup goes.
 * Returns false, and has complained, if one can't be; then none of these is.
 */
bool programs_attach(const struct bpf_object *object, int cgroup, const char *name);

/* Takes all programs of the rule off CGROUP, whoever attached them.  Returns false, and
 * has complained, if one can't be. */
bool programs_detach(int cgroup, const char *name);

/* Tells what CGROUP has.  Sets errno for ATTACHED_UNKNOWN. */
enum attached programs_attached(int cgroup);

/* Pins the programs in DIRECTORY, which is on a bpf file system; it may be missing, or
 * is one that nobody else can write.  Returns false, and has complained, if that can't
 * be; then none is pinned. */
bool programs_pin(struct bpf_object *object, const char *directory);

/* Removes the pins from DIRECTORY, and it.  Returns false, and has complained, if
 * that can't be. */
bool programs_unpin(const char *directory);

/*
 * Prints a drop-in for a unit of systemd that has the programs pinned in DIRECTORY
 * attached to its cgroup.  Returns true.
 */
bool programs_print_drop_in(const char *directory);

#endif
