/* SPDX-License-Identifier: ISC */
/* Follows a copied stack of another process from call to call. */
#ifndef NOREUSEADDR_CGROUP_STACK_H
#define NOREUSEADDR_CGROUP_STACK_H

#include "audit_event.h"
#include "image.h"

#include <stddef.h>
#include <stdint.h>

/* Where this processor's registers are in what the kernel keeps of a call. */
extern const struct audit_layout stack_layout;

struct stack_frame {
    struct file *file; /* NULL: memory that is of no file */
    uint64_t offset;   /* a return address, in the file's own terms */
};

/*
 * Finds up to SIZE frames of the call that PLACE is about in the program IMAGE,
 * innermost first and without those of the C library and Go's, which only pass the call
 * on. Returns how many there are.  PLACE is of no use afterwards.
 */
size_t stack_follow(struct audit_place *place, struct image *image,
                    struct stack_frame *frames, size_t size);

/* Writes the build id of FILE, if it has one of at most SIZE bytes, into ID. */
void stack_build_id(const struct file *file, unsigned char *id, size_t size,
                    uint8_t *length);

#endif
