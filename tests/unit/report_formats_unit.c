/* SPDX-License-Identifier: ISC */
/* Names of any kind in the formats for GitHub, and as paths and addresses. */
#include "config.h"

#include "launcher/report/github.h"
#include "launcher/report/location.h"
#include "launcher/report/markdown.h"
#include "report_maker.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *printed(void (*print)(FILE *, const struct report_findings *))
{
    char *text = NULL;
    size_t size;
    struct report *report = read_made();
    struct report_findings *findings = report_findings_open(report, NULL);
    FILE *to = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(findings);
    print(to, findings);
    fclose(to);
    report_findings_close(findings);
    report_free(report);
    return text;
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "no %s in: %s", part, text);
}

/* A client in a script, at LINE of FILE in FUNCTION. */
static void make_script_row(const char *file, uint32_t line, const char *function)
{
    uint16_t place = make_place(0, 0);

    made.places[place].script = make_script(file, line, function);
    make_row(make_program("/usr/bin/perl|perl"), place, place, 2);
}

START_TEST(github_commands_are_escaped)
{
    make_script_row("a,b:50%\n", 7, "f::g");
    char *text = printed(report_github_print);
    has(text, "\n::warning file=a%2Cb%3A50%25\\x0a,line=7,title=A socket that");
    has(text, "'f::g (a,b:50%25\\x0a:7)'");
    free(text);
}
END_TEST

START_TEST(github_needs_no_line)
{
    make_row(0, 0, 0, 2);
    char *text = printed(report_github_print);
    has(text, "\n::warning title=");
    free(text);
}
END_TEST

START_TEST(markdown_is_escaped)
{
    make_script_row("<a>|`````*_.pl", 7, "f");
    char *text = printed(report_markdown_print);
    has(text, "<code>f (&#60;a&#62;&#124;&#96;&#96;&#96;&#96;&#96;&#42;&#95;.pl:7)");
    has(text, "\n``````text\n");
    has(text, "\n``````\n\n</details>");
    free(text);
}
END_TEST

START_TEST(what_is_lost_is_said)
{
    made.start.header.lost_rows = 3;
    make_row(0, 0, 0, 2);
    char *text = printed(report_markdown_print);
    has(text, "the table was full: 3 calls");
    free(text);
}
END_TEST

static const struct {
    const char *path, *tidy, *uri;
} paths[] = {
    {"/a/./b/../c", "/a/c", "file:///a/c"},
    {"../../src/a.c", "src/a.c", "src/a.c"},
    {"/..//a", "//a", "file:////a"},
    {"a b%", "a b%", "a%20b%25"},
    {"c:d\xc3\xbc", "c:d\xc3\xbc", "c%3Ad%C3%BC"},
    {"", "", ""},
};

START_TEST(paths_become_addresses)
{
    char path[PATH_MAX], uri[REPORT_URI];

    strcpy(path, paths[_i].path);
    report_path_tidy(path);
    ck_assert_str_eq(path, paths[_i].tidy);
    report_location_uri(path, uri);
    ck_assert_str_eq(uri, paths[_i].uri);
}
END_TEST

START_TEST(what_is_in_the_working_folder_is_relative)
{
    char here[PATH_MAX], file[PATH_MAX + 16], path[PATH_MAX];

    ck_assert_ptr_nonnull(getcwd(here, sizeof here));
    snprintf(file, sizeof file, "%s/x/../y.c", here);
    report_location_path(file, strlen(file), path);
    ck_assert_str_eq(path, "y.c");
    snprintf(file, sizeof file, "%s2/y.c", here);
    report_location_path(file, strlen(file), path);
    ck_assert_str_eq(path, file);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("report_formats");
    Suite *suite = suite_create("report_formats");
    SRunner *runner = srunner_create(suite);

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, make_nothing, NULL);
    tcase_add_test(tcase, github_commands_are_escaped);
    tcase_add_test(tcase, github_needs_no_line);
    tcase_add_test(tcase, markdown_is_escaped);
    tcase_add_test(tcase, what_is_lost_is_said);
    tcase_add_loop_test(tcase, paths_become_addresses, 0, sizeof paths / sizeof *paths);
    tcase_add_test(tcase, what_is_in_the_working_folder_is_relative);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
