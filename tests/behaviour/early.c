/* SPDX-License-Identifier: ISC */
/*
 * Calls before any constructor has run and after main has returned.  What
 * .preinit_array names comes first of all (ELF gABI, "Initialization and Termination
 * Functions").  With glibc the environment is not there yet; OpenBSD's
 * loader has it by then (_dl_fixup_user_env in libexec/ld.so).  musl does not run it.
 */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static int before_constructors = -2, error_before_constructors;
static bool had_environment;

static void early(void)
{
    had_environment = getenv("LD_PRELOAD");
    errno = EXDEV;
    before_constructors = net_client();
    error_before_constructors = errno;
}

__attribute__((used,
               section(".preinit_array"))) static void (*const preinit)(void) = early;

/* Where the settings can't be known yet all is passed through. */
static void before_constructors_is_kept(void)
{
    if (before_constructors == -2)
        case_skip("this C library runs no .preinit_array");
    EXPECT_INT(before_constructors, !had_environment);
    EXPECT_INT(error_before_constructors, EXDEV);
}

static void afterwards_is_cleared(void)
{
    EXPECT_INT(net_client(), 0);
}

static void afterwards_is_kept(void)
{
    EXPECT_INT(net_client(), 1);
}

/* The exit status is the case's result: only here can it still be changed. */
static void late(void)
{
    if (net_client())
        _exit(1);
}

static void after_main_is_cleared(void)
{
    EXPECT(!atexit(late));
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"before constructors: kept without settings", "", ONCE,
         before_constructors_is_kept},
        {"before constructors, a bad setting: kept", "x", ONCE,
         before_constructors_is_kept},
        {"called before, then in main: cleared", "", ONCE, afterwards_is_cleared},
        {"called before, then in main, mode=off: kept", "mode=off", ONCE,
         afterwards_is_kept},
        {"after main: cleared", "", ONCE, after_main_is_cleared},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
