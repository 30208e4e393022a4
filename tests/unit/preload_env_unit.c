/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "launcher/system/preload_env.h"

#include <check.h>
#include <stdlib.h>

#define OURS "/opt/lib/libnoreuseaddr.so"
#define AUDIT "/opt/lib/libnoreuseaddr-audit.so"

static const struct {
    const char *ours, *value, *merged;
} merges[] = {
    {OURS, NULL, OURS},
    {OURS, "", OURS},
    {OURS, " : : ", OURS},
    {OURS, "a", "a:" OURS},
    {OURS, "a:b c", "a:b:c:" OURS},
    {OURS, ":a::b:", "a:b:" OURS},
    {OURS, OURS, OURS},
    {OURS, "a:" OURS ":b", "a:b:" OURS},
    {OURS, OURS " " OURS, OURS},
    {OURS, "libnoreuseaddr.so", OURS},
    {OURS, AUDIT, OURS},
    {AUDIT, "a:" OURS ":b:libnoreuseaddr-audit.so", "a:b:" AUDIT},
    {OURS, "/usr/$LIB/libnoreuseaddr.so:a", "a:" OURS},
    {OURS, "libnoreuseaddr.so.1", "libnoreuseaddr.so.1:" OURS},
    {OURS, "xlibnoreuseaddr.so", "xlibnoreuseaddr.so:" OURS},
    {OURS, "libnoreuseaddr.so/a", "libnoreuseaddr.so/a:" OURS},
    {OURS, "a:/lib/libtorsocks.so:b", "a:" OURS ":/lib/libtorsocks.so:b"},
    {OURS, "libtorsocks.so:libtorsocks.so", OURS ":libtorsocks.so:libtorsocks.so"},
    {OURS, "a:/x/libbsdports.so", "a:" OURS ":/x/libbsdports.so"},
    {NULL, "libtorsocks.so", "libtorsocks.so"},
    {NULL, NULL, ""},
    {NULL, "a:" OURS ":b", "a:b"},
    {NULL, OURS, ""},
    {NULL, AUDIT, ""},
};

START_TEST(merges_lists)
{
    char *merged = preload_env_merge(merges[_i].ours, merges[_i].value);

    ck_assert_str_eq(merged, merges[_i].merged);
    free(merged);
}
END_TEST

START_TEST(merging_twice_changes_nothing)
{
    char *once = preload_env_merge(merges[_i].ours, merges[_i].value);
    char *twice = preload_env_merge(merges[_i].ours, once);

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
