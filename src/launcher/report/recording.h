/* SPDX-License-Identifier: ISC */
/* The file that a run is recorded in, before and after. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_RECORDING_H
#define NOREUSEADDR_LAUNCHER_REPORT_RECORDING_H

#include "launcher/program/obstacle.h"
#include "read.h"
#include "show.h"

#include <limits.h>
#include <stdbool.h>

struct recording {
    char path[PATH_MAX];      /* absolute; "": there is none */
    bool temporary;           /* in a directory of its own; both are to be removed */
    bool created;             /* was there no such file before? */
    int fd;                   /* open, so that no other file gets its inode */
    struct report_file *file; /* mapped */
    unsigned command;         /* the slot in which the command is noted as started */
    struct report *old;       /* what was in it before; NULL: nothing */
    struct preload preload;   /* what is preloaded, for report_name_unseen() */
    /* Of what was in it before. */
    unsigned long processes;
    struct report_before before;
};

/*
 * Fills RECORDING for the file PATH (absolute), or for a temporary one if that is NULL,
 * and makes it a report, so that the run has no file to make.  PRELOAD is what is
 * preloaded, and must stay.  If it can't be made, a line says so and recording->path is
 * "".  Returns false after a complaint if PATH is there but is no report, and must not
 * become one.
 */
bool recording_open(struct recording *recording, const char *path,
                    const struct preload *preload);

/* How long the text of recording_settings() may become, in bytes. */
enum { RECORDING_SETTINGS = PATH_MAX + 128 };

/*
 * Writes into TEXT what the settings are to say after "report=" for the processes of
 * the run: how they find the file.
 */
void recording_settings(const struct recording *recording,
                        char text[RECORDING_SETTINGS]);

/* Is it the file of the run whose settings have RUN after "report="? */
bool recording_is_in(const struct recording *recording, const char *run);

/* COMMAND is about to be run: notes that, as the library does for others. */
void recording_note(struct recording *recording, const char *command);

/* Returns the report for report_free, or NULL after a complaint.  A temporary file is
 * gone then.  If the run has put another file in its place, nothing was in it before.
 */
struct report *recording_read(struct recording *recording);

/* Adds what the run has recorded, which is in REPORT, to the report of the run that it
 * is in: OUTER is what that has in its settings after "report=".  REPORT is of no use
 * afterwards. */
void recording_pass_on(const struct recording *recording, struct report *report,
                       const char *outer);

/* Nothing was run: leaves things as they were before recording_open(). */
void recording_undo(const struct recording *recording);

#endif
