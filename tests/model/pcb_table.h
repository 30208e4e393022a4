/* SPDX-License-Identifier: ISC */
/*
 * The model's protocol control blocks: which local port is bound, connected or in
 * TIME_WAIT.  Shared by all processes that name the same state file.
 */
#ifndef NOREUSEADDR_MODEL_PCB_TABLE_H
#define NOREUSEADDR_MODEL_PCB_TABLE_H

#include <netinet/in.h>
#include <stdbool.h>

/* One end: family, address, port (host byte order).  Compared as bytes. */
struct end {
    int type; /* SOCK_STREAM or SOCK_DGRAM: their ports are apart */
    int family;
    unsigned port;
    struct in6_addr address; /* IPv4: the first four bytes */
};

/*
 * Maps the table, from FILE or, if that is empty, for this process and its children.
 * SEED starts the random numbers of a new table, TIME_WAIT is in seconds.  Returns
 * false with errno if that fails.
 */
bool pcb_table_open(const char *file, unsigned long seed, unsigned time_wait);

/* All below hold the table; nothing else may be called in between but themselves. */
void pcb_table_lock(void);
void pcb_table_unlock(void);

/* A random number below LIMIT. */
unsigned pcb_random(unsigned limit);

/* Is PORT of TYPE held by any block; by one that is not connected; by one to PEER? */
bool pcb_is_used(int type, unsigned port);
bool pcb_is_bound(int type, unsigned port);
bool pcb_is_tuple(unsigned port, const struct end *peer);

/* This process's descriptor FD is bound to PORT, or (PEER not NULL) connected from it.
 * Returns false if the table is full. */
bool pcb_add(int fd, int type, unsigned port, const struct end *peer);

/* FD is closed; WAITS: its block stays in TIME_WAIT. */
void pcb_close(int fd, bool waits);

/* Is there a block of this process for FD? */
bool pcb_has(int fd);

#endif
