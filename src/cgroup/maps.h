/* SPDX-License-Identifier: ISC */
/*
 * Which files each process of the machine has mapped to be executed, as the kernel
 * tells while it happens (perf_event_open(2)): /proc/PID/maps of a program that lives
 * for a millisecond is gone before it can be read.
 */
#ifndef NOREUSEADDR_CGROUP_MAPS_H
#define NOREUSEADDR_CGROUP_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map {
    uint64_t start, end, offset;
    uint64_t inode;
    uint32_t major, minor;
    char *path; /* as the process saw it; stays */
};

/* A process from a fork or an exec to the next exec. */
struct life {
    struct life *before;
    uint64_t begin; /* CLOCK_MONOTONIC, in nanoseconds */
    size_t count, room;
    struct map *map; /* what was executed first is the program itself */
};

/* Begins to listen.  Returns a descriptor that can be polled for input, when
 * maps_drain() is to be called, or -1 with errno. */
int maps_open(void);

/* Takes what the kernel has told until now. */
void maps_drain(void);

/* What PROCESS was at TIME, or NULL if that is not known.  It stays for a minute after
 * the process has ended. */
const struct life *maps_find(uint32_t process, uint64_t time);

/* How many of its messages were lost since this was asked. */
uint32_t maps_lost(void);

#endif
