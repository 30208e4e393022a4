/* SPDX-License-Identifier: ISC */
/* The programs that processes run, and the files that are mapped there. */
#ifndef NOREUSEADDR_CGROUP_IMAGE_H
#define NOREUSEADDR_CGROUP_IMAGE_H

#include "audit_event.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Kept open: it may be gone, or out of reach, when it is needed. */
struct file {
    dev_t device;
    ino_t inode;
    int fd;        /* -1: could not be opened */
    unsigned slot; /* in the report, 0: not known yet */
    char *path;    /* as the process sees it */
};

struct mapping {
    uint64_t start, end, offset;
    struct file *file;
};

struct image {
    struct audit_image id;
    char *path; /* of the executable; NULL: not known */
    size_t arguments_length;
    char arguments[AUDIT_ARGUMENTS]; /* that it was started with, each ended by NUL */
    struct mapping *mappings;        /* those that can be executed */
    size_t mapping_count;
    size_t maps_taken; /* of those that maps_find() tells */
    unsigned program;  /* slot in the report, 0: not known yet */
    uint32_t user;     /* who it is entered for there, and */
    uint64_t cgroup;   /* where that was */
};

/*
 * The image ID, or NULL if there is no memory.  One that was not known is looked at
 * now; PLACE is one in it, or NULL if none is known: what the kernel says there of its
 * time and of what it was started with tells it from other programs in the same
 * process.
 */
struct image *image_find(const struct audit_image *id, const struct audit_place *place);

/* The mapping of IMAGE that ADDRESS is in, or NULL. */
const struct mapping *image_mapping(const struct image *image, uint64_t address);

#endif
