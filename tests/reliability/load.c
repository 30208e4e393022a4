/* SPDX-License-Identifier: ISC */
/*
 * The constructor leaves errno alone (dmtcp issue 365).  A program's .preinit_array
 * runs before every constructor, its main after them.
 */
#include "config.h"

#include "../behaviour/cases.h"

#include <errno.h>

static int ran_before, error_in_main;

static void before(void)
{
    ran_before = 1;
    errno = EXDEV;
}

__attribute__((used,
               section(".preinit_array"))) static void (*const preinit)(void) = before;

static void errno_is_untouched(void)
{
    if (!ran_before)
        case_skip("this C library runs no .preinit_array");
    EXPECT_INT(error_in_main, EXDEV);
}

int main(int argc, char **argv)
{
    error_in_main = errno;
    static const struct test_case cases[] = {
        {"errno at load: untouched", "", ONCE, errno_is_untouched},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
