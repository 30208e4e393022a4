/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "audit/command_line.h"
#include "fix/start.h"

#include <check.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The library's own needs all of the library. */
const char *start_getenv(const char *name)
{
    return getenv(name);
}

static char **arguments;

static char one[] = "one", none[] = "", three[] = "three";
static char *const words[] = {one, none, three, NULL, one};

static size_t join(int count, char *to, size_t size)
{
    memset(to, 'x', 16);
    return command_line_join(words, count, to, size);
}

START_TEST(words_are_joined)
{
    char text[16];

    ck_assert_uint_eq(join(2, text, sizeof text), 5);
    ck_assert_mem_eq(text, "one\0\0x", 6);
    ck_assert_uint_eq(join(5, text, sizeof text), 11); /* to the NULL */
    ck_assert_mem_eq(text, "one\0\0three\0x", 12);
    ck_assert_uint_eq(join(0, text, sizeof text), 0);
}
END_TEST

START_TEST(what_does_not_fit_is_cut)
{
    char text[16];

    ck_assert_uint_eq(join(5, text, 8), 8);
    ck_assert_mem_eq(text, "one\0\0th\0x", 9);
    ck_assert_uint_eq(join(5, text, 5), 5);
    ck_assert_mem_eq(text, "one\0\0x", 6);
    ck_assert_uint_eq(join(5, text, 1), 1);
    ck_assert_mem_eq(text, "\0x", 2);
    ck_assert_uint_eq(join(5, text, 0), 0);
    ck_assert_mem_eq(text, "x", 1);
}
END_TEST

/* Each system's own way. */
START_TEST(this_program_is_known)
{
    char path[PATH_MAX];
    const char *word = command_line.words;

    ck_assert_ptr_nonnull(realpath(arguments[0], path));
    command_line_start();
    ck_assert_str_eq(word, path);
    for (int i = 0; arguments[i]; i++) {
        word += strlen(word) + 1;
        ck_assert_str_eq(word, arguments[i]);
    }
    ck_assert_uint_eq(word + strlen(word) + 1 - command_line.words,
                      command_line.length);
    ck_assert(!command_line.is_cut);
}
END_TEST

int main(int argc, char *argv[])
{
    Suite *suite = suite_create("command_line");
    TCase *tests = tcase_create("command_line");

    (void)argc;
    arguments = argv;
    tcase_add_test(tests, words_are_joined);
    tcase_add_test(tests, what_does_not_fit_is_cut);
    tcase_add_test(tests, this_program_is_known);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
