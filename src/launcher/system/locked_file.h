/* SPDX-License-Identifier: ISC */
/* A file that is replaced as a whole, by one process at a time. */
#ifndef NOREUSEADDR_LAUNCHER_SYSTEM_LOCKED_FILE_H
#define NOREUSEADDR_LAUNCHER_SYSTEM_LOCKED_FILE_H

#include "preload_text.h"

#include <limits.h>
#include <stdbool.h>

struct locked_file {
    char path[PATH_MAX]; /* absolute, without symbolic links */
    bool is_link;        /* did a symbolic link lead there? */
    int directory;       /* the descriptor of its directory */
    int lock;            /* the descriptor of the lock file there */
};

/*
 * Reads the file PATH into TEXT; one that does not exist is empty.  Returns false, and
 * has complained, if it can't be read; else TEXT->bytes is to be freed.
 */
bool locked_file_read(const char *path, struct text *text);

/*
 * Does a process have the file PATH locked, or was one killed that had?  The next
 * locked_file_lock() waits for the one and clears away what the other left.
 */
bool locked_file_is_locked(const char *path);

/*
 * Waits until no other process has the file PATH (absolute, need not exist) locked, and
 * locks it.  Returns false, and has complained, if that can't be done; else unlock it.
 */
bool locked_file_lock(const char *path, struct locked_file *file);

/*
 * Puts TEXT in the place of the file, with the owner, group, mode, access control
 * list and security label of the old one;
 * removes the file if TEXT is empty and no link would then lead nowhere.  At each
 * moment, also after a crash, the file is the old or the new one.  Returns false, and
 * has complained, if that can't be done.
 */
bool locked_file_replace(const struct locked_file *file, const struct text *text);

/* Unlocks what locked_file_lock() locked. */
void locked_file_unlock(struct locked_file *file);

#endif
