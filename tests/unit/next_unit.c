/* SPDX-License-Identifier: ISC */
/* The next definition of a call: before it was looked up, where there is none, after.
 */
#include "config.h"

#include "fix/next.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static unsigned started;
static bool is_there;

void start(void)
{
    started++;
    next_start();
}

static int seven(int fd, const struct sockaddr *to, socklen_t length)
{
    (void)fd, (void)to, (void)length;
    return 7;
}

void *next_look_up(const char *name)
{
    connect_fn *found = seven;
    void *pointer = NULL;

    if (is_there && (!strcmp(name, "connect") || !strcmp(name, "bind")))
        memcpy(&pointer, &found, sizeof pointer);
    return pointer;
}

START_TEST(a_call_that_is_nowhere_fails)
{
    errno = 0;
    ck_assert_int_eq(NEXT(connect)(-1, NULL, 0), -1);
    ck_assert_int_eq(errno, ENOSYS);
    ck_assert_int_eq(NEXT(bind)(-1, NULL, 0), -1);
    ck_assert_int_eq(NEXT(setsockopt)(-1, 0, 0, NULL, 0), -1);
    ck_assert_int_eq(NEXT(sendto)(-1, NULL, 0, 0, NULL, 0), -1);
    ck_assert_int_eq(NEXT(sendmsg)(-1, NULL, 0), -1);
    ck_assert_uint_eq(started, 5);
}
END_TEST

START_TEST(an_early_call_looks_it_up)
{
    is_there = true;
    ck_assert_int_eq(NEXT(connect)(-1, NULL, 0), 7);
    ck_assert_int_eq(NEXT(connect)(-1, NULL, 0), 7);
    ck_assert_int_eq(NEXT(bind)(-1, NULL, 0), 7);
    ck_assert_uint_eq(started, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("next");
    TCase *calls = tcase_create("calls");

    tcase_add_test(calls, a_call_that_is_nowhere_fails);
    tcase_add_test(calls, an_early_call_looks_it_up);
    suite_add_tcase(suite, calls);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
