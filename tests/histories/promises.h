/* SPDX-License-Identifier: ISC */
/*
 * What is promised of a process with the library, asked of the model after each call.
 * It is held against what the model knows, not against what the library remembers.
 */
#ifndef NOREUSEADDR_TESTS_PROMISES_H
#define NOREUSEADDR_TESTS_PROMISES_H

#include "history.h"
#include "library.h"

/* What there is to know; all by socket, by process or by descriptor. */
struct known {
    uint8_t in_use[PROCESSES];          /* flags that it set on some socket */
    uint8_t set[PROCESSES][SOCKETS];    /* flags that it set on this one */
    uint8_t given[PROCESSES][SOCKETS];  /* it saw bind(0) give the port */
    uint8_t client[PROCESSES][SOCKETS]; /* where it connected it: descriptor + 1 */
    uint8_t client_at[PROCESSES][DESCRIPTORS]; /* flags taken off what had the number */
    uint8_t is_dup[PROCESSES][DESCRIPTORS];
    /* Ports that a process saw the kernel choose, a bit for each: in calls that failed,
     * by type, and in a bind of streams. */
    uint8_t left[PROCESSES][2], in_bind[PROCESSES];
    uint8_t origin[SOCKETS];
    uint8_t lacks[SOCKETS];      /* flags that it may lack */
    uint8_t gains[SOCKETS];      /* flags that it may have without the program */
    uint8_t unbound_by[SOCKETS]; /* the descriptor of the last AF_UNSPEC, see name_of */
};

/* All of a moment: the same program without the library and with it. */
struct world {
    struct kernel without, with;
    struct library libraries[PROCESSES];
    struct known known;
    uint8_t processes;
    uint8_t doubt;  /* a call of the library's failed once */
    uint8_t broken; /* they all fail from now on, with this errno */
};

/* The settings, as far as they change what is promised. */
struct promised {
    unsigned flags;    /* those that are cleared while the kernel chooses */
    bool clients_lack; /* and stay so on clients */
    bool bound;        /* also on ports that the program chose */
    bool inherited;    /* also of flags that others set */
};
extern struct promised promised;

enum verdict { KEPT, DIFFERS_AS_PERMITTED, BROKEN };

/*
 * Was it right what OP did to BEFORE, so that it became AFTER, with the outcomes
 * WITHOUT and WITH and what `calls` has?  Brings what AFTER knows up to date.  WHY
 * becomes the promise that is broken, or what is permitted.
 */
enum verdict promises_kept(const struct op *op, const struct world *before,
                           struct world *after, struct outcome without,
                           struct outcome with, const char **why);

#endif
