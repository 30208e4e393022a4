/* SPDX-License-Identifier: ISC OR GPL-2.0-only */
/* What audit.bpf.c tells the program that loaded it.  Both are of one build, so that
 * the layout is nobody else's business. */
#ifndef NOREUSEADDR_CGROUP_AUDIT_EVENT_H
#define NOREUSEADDR_CGROUP_AUDIT_EVENT_H

#include <linux/types.h>

enum {
    AUDIT_REGISTERS = 34, /* words of struct pt_regs, at most */
    AUDIT_ARGUMENTS = 256,
    AUDIT_STACK = 8192,
    AUDIT_CHUNK = 256, /* the stack is read in pieces of that size */
};

enum audit_kind { AUDIT_PLACE = 1, AUDIT_CLIENT };

enum audit_call { AUDIT_CONNECT, AUDIT_BIND_ANY, AUDIT_SEND };

/* Who chose the socket's port? */
enum audit_port { AUDIT_NO_PORT, AUDIT_OWN_PORT, AUDIT_ANY_PORT };

enum { AUDIT_REUSEADDR = 1, AUDIT_REUSEPORT = 2 }; /* flags */

/* Where the processor's registers are that the programs need: indices of words. */
struct audit_layout {
    __u32 words; /* of struct pt_regs */
    __u32 stack, counter;
    __u32 mode; /* tells whether a program is a 32-bit one: */
    __u32 mode_bits, mode_32_bit;
};

/* A program between two calls of exec. */
struct audit_image {
    __u32 process;
    __u32 execs; /* how many there were before, of it and its forebears */
    __u64 start; /* of the process, in nanoseconds since boot */
};

/* A place in code, when it is met for the first time. */
struct audit_place {
    __u32 kind;
    __u32 user;
    struct audit_image image;
    __u64 place;  /* its number */
    __u64 time;   /* CLOCK_MONOTONIC, in nanoseconds */
    __u64 cgroup; /* the inode of the process's */
    __u64 registers[AUDIT_REGISTERS];
    __u32 stack_length;
    __u32 arguments_length; /* what the process was started with, or as much as fits */
    char arguments[AUDIT_ARGUMENTS];
    unsigned char stack[AUDIT_STACK]; /* from the stack pointer on */
};

/* A socket that carried the flag. */
struct audit_client {
    __u32 kind;
    __u32 user;
    struct audit_image image;
    __u64 setter, caller; /* places; 0: not known */
    __u64 cgroup;
    __u32 word[4]; /* where to: the address as in the packet */
    __u32 remote;  /* and the port */
    __u16 protocol;
    __u8 is_ipv6, flags, call, port;
    __u8 before; /* was the flag set before the audit began? */
};

struct audit_counts {
    __u32 flags_set; /* calls that set one of the flags */
    __u32 execs;     /* programs that were started */
    __u32 lost;      /* clients for which there was no room in the buffer */
    __u32 unplaced;  /* the same for places */
};

#endif
