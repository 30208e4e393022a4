/* SPDX-License-Identifier: ISC */
/* Which started programs are taken for not looked at, whatever the file says. */
#include "config.h"

#include "report_maker.h"

#include "launcher/report/pass_on.h"
#include "launcher/report/unseen.h"

#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct preload no_preload = {"", "", true};

/* A slot for NAME relative to AT. */
static struct report_exec *make_exec(const char *name, const char *at, uint32_t started,
                                     uint32_t arrived)
{
    struct report_exec *exec = &made.execs[1];
    size_t length = strlen(name) + 1;

    while (exec->state)
        exec++;
    exec->state = 5000;
    memcpy(exec->words, name, length);
    memcpy(exec->words + length, at, strlen(at) + 1);
    exec->length = (uint16_t)(length + strlen(at) + 1);
    exec->started = started;
    exec->arrived = arrived;
    return exec;
}

/* Expects that the report has WANTED: "COUNT PATH REASON; " for each row. */
static void expect(const char *wanted)
{
    struct report *report = read_made();
    char found[4096] = "";

    ck_assert(report_name_unseen(report, &no_preload));
    for (size_t i = 0; i < report->unseen_programs; i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%llu %s %d; ",
                 report->unseen[i].count, report->unseen[i].path,
                 (int)report->unseen[i].reason);
    ck_assert_str_eq(found, wanted);
    report_free(report);
}

START_TEST(who_arrived_is_not_missed)
{
    make_exec("/no/a", "", 3, 3);
    make_exec("/no/b", "", 0, 2);
    make_exec("/no/c", "", 0, 0);
    expect("");
}
END_TEST

START_TEST(who_did_not_is)
{
    make_exec("/no/a", "", 3, 2);
    make_exec("/no/b", "", 7, 0);
    make_exec("/no/c", "", 0xffffffff, 0xfffffffe);
    expect("7 /no/b 2; 1 /no/a 2; 1 /no/c 2; ");
}
END_TEST

START_TEST(an_environment_without_it_is_a_reason)
{
    make_exec("/no/a", "", 2, 0)->without = 1;
    make_exec("/no/a", "", 1, 1);
    make_exec("/no/a", "", 1, 2)->without = 7;
    expect("3 /no/a 0; ");
}
END_TEST

START_TEST(one_name_may_have_several_slots)
{
    make_exec("/no/a", "", 3, 0);
    make_exec("/no/a", "", 0, 2);
    make_exec("./b", "/no/one", 1, 0);
    make_exec("./b", "/no/two", 0, 1);
    make_exec("/no/c", "", 2, 0);
    make_exec("/no/c", "", 3, 0);
    expect("5 /no/c 2; 1 /no/a 2; ");
}
END_TEST

START_TEST(a_path_is_made_of_what_it_is_relative_to)
{
    make_exec("a/b", "/no", 3, 0);
    make_exec("/dev/fd/12", "/no/file", 2, 0);
    make_exec("/dev/fd/3/c", "/no", 1, 0);
    expect("3 /no/a/b 2; 2 /no/file 2; 1 /no/c 2; ");
}
END_TEST

START_TEST(text_that_the_shell_runs_comes_as_the_shell)
{
    char text[] = "/tmp/noreuseaddr-XXXXXX";
    int fd = mkstemp(text);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, ":\n", 2), 2);
    ck_assert(!fchmod(fd, 0700));
    close(fd);
    make_exec(text, "", 2, 0);
    make_exec("/bin/sh", "", 0, 1);
    expect("1 /bin/sh 2; ");
    made.execs[2].arrived = 2;
    expect("");
    unlink(text);
}
END_TEST

/* Whatever stands in a slot, what is read is within it. */
START_TEST(hostile_slots_are_harmless)
{
    struct report_exec *exec = make_exec("/no/a", "", 1, 0);

    exec->length = sizeof exec->words + 1;
    expect("");
    exec->length = 0;
    expect("1  2; ");
    exec->length = 3;
    expect("1 /no 2; ");
    memset(exec->words, 'x', sizeof exec->words);
    exec->length = sizeof exec->words;
    struct report *report = read_made();
    ck_assert(report_name_unseen(report, &no_preload));
    ck_assert_uint_eq(report->unseen_programs, 1);
    ck_assert_uint_eq(strlen(report->unseen[0].path), sizeof exec->words);
    report_free(report);
    exec->state = SLOT_BUSY;
    expect("");
}
END_TEST

static struct report_file passed;

START_TEST(passing_on_adds_what_is_new)
{
    uint16_t module = make_module("/no/module"), program = make_program("/no/a|a");
    struct report_row *row =
        make_row(program, make_place(module, 1), make_place(module, 2), 5);
    struct report_exec *exec = make_exec("/no/b", "", 1, 0);
    struct report *before = read_made();

    row->count = 12;
    row->carry = 1;
    exec->started = 4;
    made.start.header.processes = 3;
    made.start.header.set_carry = 2;
    struct report *now = read_made();
    memset(&passed, 0, sizeof passed);
    report_pass_on(now, before, &passed);
    report_pass_on(now, NULL, &passed);
    made = passed;
    memcpy(&made.start.header, &now->file.start.header,
           offsetof(struct report_header, processes));
    struct report *sum = read_made();
    ck_assert_uint_eq(sum->rows, 1);
    ck_assert_uint_eq(sum->row[0].count, 2 * ((1ULL << 32) + 12) - 5);
    ck_assert_uint_eq(sum->processes, 3 + 3 - 1);
    ck_assert_uint_eq(sum->flags_set, 2 * ((2ULL << 32) + 5) - 5);
    ck_assert_uint_eq(sum->modules, 2);
    ck_assert_uint_eq(sum->places, 3);
    ck_assert(report_name_unseen(sum, &no_preload));
    ck_assert_uint_eq(sum->unseen_starts, 3 + 4);
    report_free(sum);
    report_free(now);
    report_free(before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report_unseen");
    TCase *cases = tcase_create("report_unseen");
    SRunner *runner = srunner_create(suite);

    suite_add_tcase(suite, cases);
    tcase_add_checked_fixture(cases, make_nothing, NULL);
    tcase_add_test(cases, who_arrived_is_not_missed);
    tcase_add_test(cases, who_did_not_is);
    tcase_add_test(cases, an_environment_without_it_is_a_reason);
    tcase_add_test(cases, one_name_may_have_several_slots);
    tcase_add_test(cases, a_path_is_made_of_what_it_is_relative_to);
    tcase_add_test(cases, text_that_the_shell_runs_comes_as_the_shell);
    tcase_add_test(cases, hostile_slots_are_harmless);
    tcase_add_test(cases, passing_on_adds_what_is_new);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
