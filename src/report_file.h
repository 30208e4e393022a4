/* SPDX-License-Identifier: ISC */
/*
 * The report file: what the library records and the launcher reads.
 *
 * One file for a whole process tree, mapped shared into each process at load; all of
 * its blocks are allotted then, so that writing to it can't fail later.  Five tables of
 * slots that are taken once and never given back:
 *
 *     rows     counts, one for each thing that happened at a pair of places
 *     places   where a call came from: the return address and those of its callers
 *     modules  the programs and shared objects that places are in
 *     programs the commands that rows are from
 *     scripts  the lines of scripts that made an interpreter call from a place
 *     execs    the programs that were started, and how many of them came to record
 *
 * A number that names a slot is its index; 0 means "not known", so slot 0 stays free.
 * The same layout on every architecture, since processes of several share one file: no
 * pointer, no long, and no 64-bit atomic, for which some of them would need a library.
 *
 * A slot is taken by changing its state from FREE to BUSY, filled, and made public by
 * storing the hash of its key as the state.  Whoever meets a slot that is BUSY passes
 * it by and never waits: its writer may have been killed, or be the function that a
 * signal interrupted.  So one key may have several slots; the reader adds them up.
 */
#ifndef NOREUSEADDR_REPORT_FILE_H
#define NOREUSEADDR_REPORT_FILE_H

#include <stdatomic.h>
#include <stdint.h>

#define REPORT_MAGIC "nraudit" /* 8 bytes with the terminating NUL */

enum {
    REPORT_VERSION = 2,             /* of what follows, sizes of tables included */
    REPORT_BYTE_ORDER = 0x01020304, /* as the machine that wrote it stores it */

    REPORT_ROWS = 16384,
    REPORT_PLACES = 8192,
    REPORT_MODULES = 1024,
    REPORT_PROGRAMS = 4096,
    REPORT_SCRIPTS = 4096,
    REPORT_EXECS = 2048,

    REPORT_FRAMES = 4, /* levels of callers in a place */
};

enum { SLOT_FREE, SLOT_BUSY, SLOT_READY /* or any greater number */ };

/* What the program was about to do. */
enum report_call { REPORT_CONNECT = 1, REPORT_BIND_ANY, REPORT_SEND };

/* Whose choice was the local port that the socket had then? */
enum report_port {
    REPORT_NO_PORT = 1, /* it had none: the kernel was about to choose it */
    REPORT_OWN_PORT,    /* the program's, or not known */
    REPORT_ANY_PORT,    /* the kernel's, in a bind to port 0 before */
    REPORT_FAILED_PORT, /* the kernel's, in a call that failed before */
};

/* What the rule said of it. */
enum report_verdict {
    REPORT_CLIENT = 1,     /* a client must not carry the flag */
    REPORT_PROTECT,        /* bind to port 0: to be off while the kernel chooses */
    REPORT_KEPT_PORT,      /* left alone: the port is the program's own */
    REPORT_KEPT_CONNECTED, /* left alone: connected or listening already */
    REPORT_KEPT_SETTING,   /* left alone: the settings exempt this option */
};

/* What the library then did with the flag, where the verdict is CLIENT or PROTECT. */
enum report_action {
    REPORT_LEFT = 1, /* nothing: mode=audit, a refused call, or left alone */
    REPORT_CLEARED,  /* cleared for good */
    REPORT_AROUND,   /* cleared for the call and put back after it */
};

/* The flags that were set, a set of these. */
enum { REPORT_REUSEADDR = 1, REPORT_REUSEPORT = 2 };

enum { REPORT_IPV4 = 4, REPORT_IPV6 = 6 }; /* the family; 0: not known */

/* Where a datagram or connection was to go, for a bind the local address. */
struct report_address {
    _Atomic uint32_t word[4]; /* as in the packet, the first one alone for IPv4 */
    _Atomic uint32_t port; /* host byte order, REPORT_HAS_ADDRESS added; 0: not known */
    _Atomic uint32_t check; /* report_address_check of the rest, else it was torn */
};

enum { REPORT_HAS_ADDRESS = 1 << 16 };

/* What makes a row another row. */
struct report_row_key {
    uint16_t program, setter, caller; /* slots; SETTER set the flag, CALLER called */
    uint16_t protocol;                /* IPPROTO_TCP, ...; 0: not known */
    uint8_t family, flags, call, port, verdict, action;
    uint8_t before; /* was the flag set before the audit began? */
    uint8_t unused; /* 0 */
};

struct report_row {
    _Atomic uint32_t state;
    struct report_row_key key;
    _Atomic uint32_t count, carry;          /* sockets: count + carry * 2^32 */
    _Atomic uint32_t first_time, last_time; /* seconds since 1970, as uint32_t */
    _Atomic uint32_t learned_protocol; /* of its first socket, where the key has none */
    struct report_address first, last;
    _Atomic uint32_t listened, listened_carry; /* of them, if bound to port 0 */
    uint32_t unused[8];
};

/* OFFSET is the address in the module's own terms (what addr2line wants), and a return
 * address: the call is the instruction before it. */
struct report_place {
    _Atomic uint32_t state;
    uint16_t frames; /* how many are filled, 1 to REPORT_FRAMES, innermost first */
    uint16_t script; /* slot; 0: no line of a script is known */
    uint64_t offset[REPORT_FRAMES];
    uint16_t module[REPORT_FRAMES]; /* slots; 0: memory that is of no file */
};

struct report_module {
    _Atomic uint32_t state;
    uint16_t path_length;
    uint8_t is_cut; /* did the path not fit? */
    uint8_t build_id_length;
    uint8_t build_id[24];
    char path[480]; /* not terminated */
};

struct report_program {
    _Atomic uint32_t state;
    uint16_t length;
    uint8_t is_cut;  /* did the arguments not fit? */
    uint8_t owner;   /* bytes behind LENGTH; 0: not known */
    char words[504]; /* the executable's path, then the arguments from argv[0] on, each
                        ended by NUL.  Behind them who ran it: the user's number and
                        name, and the cgroup, each ended by NUL; "": not known */
};

enum { REPORT_CUT_FILE = 1, REPORT_CUT_FUNCTION = 2 };

/* The names end in NUL, and the rest is NUL, too. */
struct report_script {
    _Atomic uint32_t state;
    uint32_t line;     /* 0: not known */
    char file[180];    /* of one that did not fit "..." and its end */
    char function[64]; /* "": not known, or in none */
    uint32_t is_cut;   /* what did not fit, a set of the two above */
};

/*
 * Programs that were started under one name.  Whoever starts one counts it as started,
 * and takes that back if exec fails; the new program, if it records, counts itself as
 * arrived.  Both know it by the text that exec was given, which the kernel hands on
 * (AT_EXECFN, getauxval(3)): that holds across users, roots and process ids.
 */
struct report_exec {
    _Atomic uint32_t state;
    uint16_t length;
    uint8_t is_cut;
    uint8_t without; /* was the environment one in which nothing is recorded? */
    char words[496]; /* that text, then what it is relative to (the current directory,
                        or what a descriptor is open for), each ended by NUL */
    _Atomic uint32_t started, arrived;
};

struct report_header {
    char magic[8];
    uint32_t version, byte_order;
    uint32_t size; /* of the file */
    uint32_t rows, places, modules, programs, frames, scripts;
    /* From here on counted by the processes. */
    _Atomic uint32_t processes;            /* that mapped the file: one for each exec */
    _Atomic uint32_t flags_set, set_carry; /* calls that set one of the flags */
    /* What found its table full, one for each time: */
    _Atomic uint32_t lost_rows; /* not counted anywhere */
    _Atomic uint32_t lost_places, lost_modules, lost_programs,
        lost_scripts;            /* counted as not known */
    _Atomic uint32_t lost_execs; /* started programs that are not counted */
};

struct report_file {
    union {
        struct report_header header;
        char page[4096];
    } start;
    struct report_row rows[REPORT_ROWS];
    struct report_place places[REPORT_PLACES];
    struct report_module modules[REPORT_MODULES];
    struct report_program programs[REPORT_PROGRAMS];
    struct report_script scripts[REPORT_SCRIPTS];
    struct report_exec execs[REPORT_EXECS];
};

_Static_assert(sizeof(struct report_row) == 128 && sizeof(struct report_place) == 48 &&
                   sizeof(struct report_module) == 512 &&
                   sizeof(struct report_program) == 512 &&
                   sizeof(struct report_script) == 256 &&
                   sizeof(struct report_exec) == 512,
               "the same layout everywhere");

/*
 * The check of the address WORD[0] to WORD[3] with PORT: a mix in which a change of any
 * of them shows.  A pure function; async-signal-safe.
 */
static inline uint32_t report_address_check(const uint32_t word[4], uint32_t port)
{
    uint32_t mix = port ^ 0x9e3779b9u;

    for (int i = 0; i < 4; i++)
        mix = (mix ^ word[i]) * 0x01000193u + (mix >> 15);
    return mix;
}

#endif
