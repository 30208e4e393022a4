/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "start.h"

#include "entry.h"
#include "hints.h"
#include "next.h"
#include "observe.h"
#include "socket.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* Off until the environment is there: .preinit_array comes before (elf/dl-init.c). */
struct settings settings = {.mode = MODE_OFF};
_Atomic unsigned flags_in_use;

const char *start_getenv(const char *name)
{
#if HAVE_SECURE_GETENV
    return secure_getenv(name);
#else
    return issetugid() ? NULL : getenv(name);
#endif
}

/* One write, so that the line stays whole among those of other processes.  A pipe that
 * nobody reads would end the program (SIGPIPE), a full one would hold it. */
COLD static void complain(const struct settings_fault *fault)
{
    struct pollfd ready = {.fd = STDERR_FILENO, .events = POLLOUT};
    int shown = fault->length < 60 ? (int)fault->length : 60;
    char line[160];
    int length = snprintf(line, sizeof line, "libnoreuseaddr: %s: %.*s: %s\n",
                          SETTINGS_VARIABLE, shown, fault->word, fault->why);

    for (int i = 0; i < length - 1; i++)
        if (line[i] < ' ' || line[i] > '~')
            line[i] = '?';
    if (poll(&ready, 1, 0) == 1 && ready.revents == POLLOUT)
        (void)!write(STDERR_FILENO, line, (size_t)length);
}

unsigned flags_to_clear(void)
{
    return settings.reuseport == REUSEPORT_KEEP ? FLAG_REUSEADDR : ALL_FLAGS;
}

void flags_use(unsigned flags)
{
    if (settings.mode == MODE_OFF)
        return;
    atomic_fetch_or_explicit(&flags_in_use, flags, memory_order_relaxed);
    hints_flag_set();
}

/* mode=audit without a report changes nothing and records nothing: off. */
static void start_report(void)
{
    struct settings_fault fault = {settings.report, settings.report_length, NULL};

    if (settings.mode != MODE_AUDIT && !settings.report)
        return;
    if (!settings.report)
        fault = (struct settings_fault){"mode=audit", strlen("mode=audit"), NULL};
    if (observe_start(settings.report, settings.report_length, &fault.why))
        return;
    if (fault.why)
        complain(&fault);
    if (settings.mode == MODE_AUDIT)
        settings.mode = MODE_OFF;
}

static void read_settings(void)
{
    struct settings_fault fault;

    if (!settings_parse(start_getenv(SETTINGS_VARIABLE), &settings, &fault))
        complain(&fault);
    if (settings.mode != MODE_OFF)
        start_report();
    if (settings.inherited == INHERITED_YES)
        flags_use(ALL_FLAGS); /* on some socket, before */
}

static bool is_loaded;

void start(void)
{
    static atomic_flag begun = ATOMIC_FLAG_INIT;
    int error = errno; /* not ours to change, here too (dmtcp issue 365) */

    next_start();
    if (HAVE_SENDMMSG)
        sendmmsg_start();
    entry_start();
    if ((environ || is_loaded) && !atomic_flag_test_and_set(&begun))
        read_settings();
    errno = error;
}

/* Without an environment now another constructor cleared it: the defaults hold. */
__attribute__((constructor)) static void load(void)
{
    is_loaded = true;
    start();
}
