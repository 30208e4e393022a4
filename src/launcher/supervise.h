/* SPDX-License-Identifier: ISC */
/*
 * The command as a child of the launcher, which must not show: a signal for the one is
 * a signal for the other, and they stop, go on and end alike.  It is not the other way
 * round, a launcher that becomes the command and a child that reports: then the report
 * would come after whoever started the launcher has gone on, and --error-exitcode could
 * not change how it ended.
 */
#ifndef NOREUSEADDR_LAUNCHER_SUPERVISE_H
#define NOREUSEADDR_LAUNCHER_SUPERVISE_H

/*
 * Runs COMMAND (at least one word, ends with NULL) in this process's environment and
 * waits for its end, which it stores in *STATUS as waitpid(2) does.  Returns 0, or the
 * exit status for a command that could not be run, of which it has complained.  In both
 * cases all signals are blocked afterwards, until supervise_release().
 */
int supervise(char **command, int *status);

/*
 * Lets signals act on this process again as before supervise().  Those that came until
 * then were for the command and are dropped.
 */
void supervise_release(void);

/*
 * Ends this process by the signal that ended the command, if one did, without a core
 * file.  Else, or if that signal can't end it (process 1), returns the exit status for
 * STATUS.
 */
int supervise_end(int status);

/* Complains that the command NAME can't be run because of ERROR (errno of exec), and
 * returns the exit status for it. */
int supervise_no_exec(const char *name, int error);

#endif
