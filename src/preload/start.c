/* SPDX-License-Identifier: ISC */
#include "next.h"

#include "start.h"

#include "caller_memory.h"
#include "hints.h"
#include "record.h"
#include "reuse_options.h"
#include "ways_in.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

/* Off until the environment is there: glibc runs .preinit_array before it sets environ
 * (elf/dl-init.c, csu/init-first.c). */
struct options settings = {.mode = MODE_OFF};
_Atomic unsigned flags_in_use;

/* In secure execution the environment is the attacker's: no variable is honoured. */
static const char *trusted_getenv(const char *name)
{
#if HAVE_SECURE_GETENV
    return secure_getenv(name);
#else
    return issetugid() ? NULL : getenv(name);
#endif
}

/* A pipe that nobody reads would end the program (SIGPIPE), a full one would hold it.
 */
static bool can_write(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};

    return poll(&ready, 1, 0) == 1 && ready.revents == POLLOUT;
}

/* One write, so that the line stays whole among those of other processes. */
COLD static void complain(const struct options_fault *fault)
{
    int shown = fault->length < 60 ? (int)fault->length : 60;
    char line[160];
    int length = snprintf(line, sizeof line, "libnoreuseaddr: %s: %.*s: %s\n",
                          OPTIONS_VARIABLE, shown, fault->word, fault->why);

    for (int i = 0; i < length - 1; i++)
        if (line[i] < ' ' || line[i] > '~')
            line[i] = '?';
    if (can_write(STDERR_FILENO))
        (void)!write(STDERR_FILENO, line, (size_t)length);
}

unsigned flags_watched(void)
{
    if (settings.mode == MODE_OFF)
        return 0;
    return settings.reuseport == REUSEPORT_KEEP ? REUSE_ADDR : REUSE_ALL;
}

unsigned flags_asked(void)
{
    return report ? REUSE_ALL : flags_watched();
}

static void start_record(void)
{
    struct options_fault fault = {settings.report, settings.report_length, NULL};

    if (settings.mode == MODE_OFF)
        return;
    if (settings.report)
        fault.why = record_start(settings.report, settings.report_length);
    else if (settings.mode == MODE_AUDIT)
        fault = (struct options_fault){"mode=audit", sizeof "mode=audit" - 1,
                                       "records nothing without report=FILE"};
    if (fault.why)
        complain(&fault);
    if (!report && settings.mode == MODE_AUDIT)
        settings.mode = MODE_OFF;
}

static void read_settings(void)
{
    struct options_fault fault;

    if (!options_parse(trusted_getenv(OPTIONS_VARIABLE), &settings, &fault))
        complain(&fault);
    start_record();
    if (settings.inherited == INHERITED_YES && flags_asked()) {
        atomic_store_explicit(&flags_in_use, flags_asked(), memory_order_relaxed);
        hints_flag_set(); /* on some socket, before */
    }
}

static bool is_loaded;

void start(void)
{
    static atomic_flag begun = ATOMIC_FLAG_INIT;
    int error = errno; /* not ours to change, here too (dmtcp issue 365) */

    next_start();
    ways_in_start();
    if ((environ || is_loaded) && !atomic_flag_test_and_set(&begun)) {
        caller_memory_start();
        read_settings();
    }
    errno = error;
}

/* libc is ready by then, so without an environment another constructor cleared it
 * (clearenv): the defaults hold. */
__attribute__((constructor)) static void load(void)
{
    is_loaded = true;
    start();
}
