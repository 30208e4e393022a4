/* SPDX-License-Identifier: ISC */
/* What the launcher must know of the system; configure picks one system_*.c. */
#ifndef NOREUSEADDR_LAUNCHER_SYSTEM_FEATURES_H
#define NOREUSEADDR_LAUNCHER_SYSTEM_FEATURES_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct system {
    const char *preload;      /* the variable that names libraries to be preloaded */
    const char *preload_else; /* the one that the loader reads where that is unset */
    const char *list_option; /* makes the loader list a program's libraries, not run it;
                                NULL: there is none */
    const char *preload_file; /* names libraries to be preloaded into all programs;
                                 NULL: there is none */
    bool go_avoids_libc;      /* do Go programs make system calls themselves? */
    bool keys_look_like_kill; /* has a signal from a key press, as of ^C, the si_code
                                 of one from kill(2)? */
    bool flag_opens_port;     /* is the local port of a client that carries SO_REUSEADDR
                                 open to others, and that of another client not? */
    unsigned no_core; /* the limit of a core file's size by which none is made */
    /* Gives the file TO (a descriptor) the access control list and the security label
     * of FROM.  Returns false with errno.  NULL: there are none where preload_file is.
     */
    bool (*copy_attributes)(int from, int to);
    /* Has this process killed as soon as its parent, PARENT, is gone;
     * async-signal-safe. NULL: the system can't do that. */
    void (*die_with)(pid_t parent);
    /* Does the loader of another program, given NAME in the preload variable, load the
     * very file PATH (absolute)?  NAME may be shorter than PATH.  May load the library
     * into this process.  NULL: if the two are the same. */
    bool (*loader_finds)(const char *name, const char *path);
    /* Are set-user-ID and set-group-ID bits of programs ignored for this process?
     * NULL: no. */
    bool (*ignores_set_id)(void);
    /* Why nothing can be preloaded into the program PATH, beyond what is so on all
     * systems; a static text that follows "it ", or NULL.  NULL: there is no more. */
    const char *(*obstacle)(const char *path);
};

extern const struct system this_system;

/*
 * Writes the absolute path of the running executable, without symbolic links, into
 * PATH.  Returns false where the system can't tell.
 */
bool system_executable(char path[PATH_MAX]);

#endif
