/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "launcher/system/preload_env.h"

#include <check.h>
#include <stdlib.h>

#define OURS "/opt/lib/libnoreuseaddr.so"

static const struct {
    const char *library, *value, *merged;
} merges[] = {
    {OURS, NULL, OURS},
    {OURS, "", OURS},
    {OURS, " : : ", OURS},
    {OURS, "a", OURS ":a"},
    {OURS, "a:b c", OURS ":a:b:c"},
    {OURS, ":a::b:", OURS ":a:b"},
    {OURS, OURS, OURS},
    {OURS, "a:" OURS ":b", OURS ":a:b"},
    {OURS, OURS " " OURS, OURS},
    {OURS, "libnoreuseaddr.so", OURS},
    {OURS, "/usr/$LIB/libnoreuseaddr.so:a", OURS ":a"},
    {OURS, "libnoreuseaddr.so.1", OURS ":libnoreuseaddr.so.1"},
    {OURS, "xlibnoreuseaddr.so", OURS ":xlibnoreuseaddr.so"},
    {OURS, "libnoreuseaddr.so/a", OURS ":libnoreuseaddr.so/a"},
    {"other", "a:other:another", "other:a:another"},
    {NULL, NULL, ""},
    {NULL, "a:" OURS ":b", "a:b"},
    {NULL, OURS, ""},
};

START_TEST(merges_lists)
{
    char *merged = preload_env_merge(merges[_i].library, merges[_i].value);

    ck_assert_str_eq(merged, merges[_i].merged);
    free(merged);
}
END_TEST

START_TEST(merging_twice_changes_nothing)
{
    char *once = preload_env_merge(OURS, merges[_i].value);
    char *twice = preload_env_merge(OURS, once);

    ck_assert_str_eq(twice, once);
    free(once);
    free(twice);
}
END_TEST

START_TEST(finds_entries)
{
    ck_assert(preload_env_has("a", "a"));
    ck_assert(preload_env_has("b c:a", "a"));
    ck_assert(preload_env_has(":a ", "a"));
    ck_assert(!preload_env_has("aa:b", "a"));
    ck_assert(!preload_env_has("/a", "a"));
    ck_assert(!preload_env_has("", "a"));
    ck_assert(!preload_env_has(NULL, "a"));
}
END_TEST

int main(void)
{
    int count = sizeof merges / sizeof merges[0];
    Suite *suite = suite_create("preload_env");
    TCase *tests = tcase_create("list");

    tcase_add_loop_test(tests, merges_lists, 0, count);
    tcase_add_loop_test(tests, merging_twice_changes_nothing, 0, count);
    tcase_add_test(tests, finds_entries);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
