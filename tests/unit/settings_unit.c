/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "fix/settings.h"
#include "launcher/settings_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct settings options;
static struct settings_fault fault;

static void faults(const char *text, const char *word, const char *why)
{
    ck_assert(!settings_parse(text, &options, &fault));
    ck_assert_uint_eq(fault.length, strlen(word));
    ck_assert(!memcmp(fault.word, word, fault.length));
    ck_assert_str_eq(fault.why, why);
}

START_TEST(nothing_said_gives_the_defaults)
{
    memset(&options, 1, sizeof options);
    ck_assert(settings_parse(NULL, &options, &fault));
    ck_assert_int_eq(options.mode, MODE_STRIP);
    ck_assert_int_eq(options.bound, BOUND_KEEP);
    ck_assert_int_eq(options.reuseport, REUSEPORT_CLEAR);
    ck_assert_int_eq(options.inherited, INHERITED_NO);
    ck_assert(settings_parse("", &options, &fault));
    ck_assert(settings_parse(",,", &options, &fault));
}
END_TEST

START_TEST(every_word_is_known)
{
    ck_assert(settings_parse("mode=restore,bound=strip,reuseport=keep,inherited=yes",
                             &options, &fault));
    ck_assert_int_eq(options.mode, MODE_RESTORE);
    ck_assert_int_eq(options.bound, BOUND_STRIP);
    ck_assert_int_eq(options.reuseport, REUSEPORT_KEEP);
    ck_assert_int_eq(options.inherited, INHERITED_YES);
    ck_assert(settings_parse("mode=off", &options, &fault));
    ck_assert_int_eq(options.mode, MODE_OFF);
    ck_assert(settings_parse("mode=strip,bound=keep,reuseport=clear,inherited=no",
                             &options, &fault));
}
END_TEST

START_TEST(the_last_of_two_counts)
{
    ck_assert(settings_parse("mode=off,mode=restore", &options, &fault));
    ck_assert_int_eq(options.mode, MODE_RESTORE);
    ck_assert(settings_parse("mode=off,mode=strip", &options, &fault));
    ck_assert_int_eq(options.mode, MODE_STRIP);
}
END_TEST

START_TEST(a_fault_is_named_and_passed_over)
{
    faults("mode=sideways,bound=strip", "mode=sideways", "no such value");
    ck_assert_int_eq(options.mode, MODE_STRIP);
    ck_assert_int_eq(options.bound, BOUND_STRIP);
    faults("bound=strip,colour=red", "colour=red", "no such setting");
    faults("mode", "mode", "no such setting");
    faults("mode=", "mode=", "no such value");
    faults("mode=offs", "mode=offs", "no such value");
    faults(" mode=off", " mode=off", "no such setting");
    faults("MODE=off", "MODE=off", "no such setting");
    faults("first,second", "first", "no such setting");
}
END_TEST

START_TEST(a_report_names_a_file)
{
    ck_assert(
        settings_parse("mode=audit,report=/a b/c=d,bound=strip", &options, &fault));
    ck_assert_int_eq(options.mode, MODE_AUDIT);
    ck_assert_int_eq(options.bound, BOUND_STRIP);
    ck_assert_uint_eq(options.report_length, strlen("/a b/c=d"));
    ck_assert(!memcmp(options.report, "/a b/c=d", options.report_length));
    ck_assert(settings_parse("report=first,report=2", &options, &fault));
    ck_assert_uint_eq(options.report_length, 1);
    faults("report=", "report=", "no file named");
    ck_assert_ptr_null(options.report);
    faults("report", "report", "no such setting");
}
END_TEST

START_TEST(what_is_written_reads_the_same)
{
    struct settings again;
    char text[100];

    for (int mode = MODE_STRIP; mode <= MODE_OFF; mode++)
        for (int rest = 0; rest < 8; rest++) {
            options = (struct settings){(unsigned char)mode, rest & 1, (rest & 2) > 0,
                                        (rest & 4) > 0,      NULL,     0};
            size_t length = settings_format(&options, text, sizeof text);
            ck_assert_uint_eq(length, strlen(text));
            ck_assert(settings_parse(text, &again, &fault));
            ck_assert(!memcmp(&options, &again, sizeof options));
        }
}
END_TEST

START_TEST(the_file_is_written_last)
{
    char text[100];

    ck_assert(settings_parse("report=/a/b,mode=audit", &options, &fault));
    settings_format(&options, text, sizeof text);
    ck_assert_str_eq(text, "mode=audit,report=/a/b");
    ck_assert(settings_parse("report=/a/b", &options, &fault));
    ck_assert_uint_eq(settings_format(&options, text, 12), strlen("report=/a/b"));
    ck_assert_str_eq(text, "report=/a/b");
    ck_assert_uint_eq(settings_format(&options, text, 11), strlen("report=/a/b"));
    ck_assert_str_eq(text, "report=");
}
END_TEST

START_TEST(what_does_not_fit_is_not_written_past)
{
    char text[12] = "xxxxxxxxxxx";

    options = (struct settings){.mode = MODE_RESTORE, .bound = BOUND_STRIP};
    ck_assert_uint_eq(settings_format(&options, text, 4),
                      strlen("mode=restore,bound=strip"));
    ck_assert_str_eq(text, "");
    ck_assert_int_eq(text[4], 'x');
    ck_assert_uint_eq(settings_format(&options, text, 12),
                      strlen("mode=restore,bound=strip"));
    ck_assert_int_eq(text[11], '\0'); /* untouched */
    char exact[sizeof "mode=restore" + 1] = "xxxxxxxxxxxxx";
    options.bound = BOUND_KEEP;
    ck_assert_uint_eq(settings_format(&options, exact, sizeof exact - 2),
                      strlen("mode=restore"));
    ck_assert_int_eq(exact[sizeof exact - 2], 'x');
    options.bound = BOUND_STRIP;
    ck_assert_uint_eq(settings_format(&options, NULL, 0),
                      strlen("mode=restore,bound=strip"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *words = tcase_create("words");

    tcase_add_test(words, nothing_said_gives_the_defaults);
    tcase_add_test(words, every_word_is_known);
    tcase_add_test(words, the_last_of_two_counts);
    tcase_add_test(words, a_fault_is_named_and_passed_over);
    tcase_add_test(words, a_report_names_a_file);
    tcase_add_test(words, what_is_written_reads_the_same);
    tcase_add_test(words, the_file_is_written_last);
    tcase_add_test(words, what_does_not_fit_is_not_written_past);
    suite_add_tcase(suite, words);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
