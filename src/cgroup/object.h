/* SPDX-License-Identifier: ISC */
/* Programs for the kernel: from the compiler's object file into the kernel. */
#ifndef NOREUSEADDR_CGROUP_OBJECT_H
#define NOREUSEADDR_CGROUP_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

struct bpf_object;

/* Reads the object file of SIZE at BYTES, which must stay.  Returns NULL with errno if
 * it can't be; object_load() complains of that. */
struct bpf_object *object_open(const void *bytes, size_t size);

/*
 * Has the kernel take the programs of OBJECT, which object_open() has returned; they
 * act nowhere yet.  Returns false, and has complained, if it does not; OBJECT is closed
 * then, and what the verifier wrote is on standard error.  RIGHTS are those that are
 * needed, as "CAP_X is".
 */
bool object_load(struct bpf_object *object, const char *rights);

#endif
