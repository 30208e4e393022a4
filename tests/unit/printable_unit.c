/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "launcher/printable.h"
#include "launcher/report/command.h"
#include "launcher/report/text.h"

#include <check.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool has_utf8; /* is there a locale for it? */

static void shows(const char *bytes, const char *wanted)
{
    char text[200];
    size_t length = printable(text, sizeof text, bytes, strlen(bytes));

    ck_assert_str_eq(text, wanted);
    ck_assert_uint_eq(length, strlen(wanted));
}

START_TEST(ascii_is_kept_and_controls_are_not)
{
    shows("", "");
    shows("a ~\\x41\"'", "a ~\\x41\"'");
    shows("\033[31m\a\n\r\t\b\177", "\\x1b[31m\\x07\\x0a\\x0d\\x09\\x08\\x7f");
}
END_TEST

START_TEST(what_the_locale_can_print_is_kept)
{
    if (!has_utf8)
        return;
    shows("h\303\244\342\202\254\346\274\242\360\237\231\202",
          "h\303\244\342\202\254\346\274\242\360\237\231\202");
    shows("\302\233m", "\\xc2\\x9bm");        /* CSI as one character */
    shows("\233m\377", "\\x9bm\\xff");        /* and as one byte */
    shows("\303", "\\xc3");                   /* cut off */
    shows("\303\303\244", "\\xc3\303\244");   /* the next one is whole */
    shows("\300\233", "\\xc0\\x9b");          /* longer than need be */
    shows("\355\240\200", "\\xed\\xa0\\x80"); /* half of a surrogate pair */
    setlocale(LC_CTYPE, "C");
    shows("h\303\244", "h\\xc3\\xa4");
}
END_TEST

START_TEST(cuts_between_characters)
{
    char text[4];

    ck_assert_uint_eq(printable(text, sizeof text, "abcd", 4), 3);
    ck_assert_uint_eq(printable(text, sizeof text, "ab\n", 3), 2);
    ck_assert_str_eq(text, "ab");
    if (!has_utf8)
        return;
    ck_assert_uint_eq(printable(text, sizeof text, "ab\303\244", 4), 2);
    ck_assert_uint_eq(printable(text, sizeof text, "a\303\244b", 4), 3);
}
END_TEST

START_TEST(columns_are_not_bytes)
{
    char text[64];

    ck_assert_uint_eq(printable_columns("abc"), 3);
    ck_assert_uint_eq(printable_fit("abc", 2), 2);
    if (!has_utf8)
        return;
    ck_assert_uint_eq(printable_columns("\303\244\346\274\242e\314\201"), 4);
    ck_assert_uint_eq(printable_fit("\346\274\242\346\274\242", 3), 3);
    for (size_t columns = 4; columns < 20; columns++) {
        strcpy(text, "\303\244\346\274\242\346\274\242abc\346\274\242\303\244\346\274"
                     "\242\346\274\242");
        report_text_shorten(text, columns);
        ck_assert_uint_le(printable_columns(text), columns);
        shows(text, text); /* no character was cut */
    }
}
END_TEST

static const struct {
    const char *words; /* the path, then argv; each ends with '|' */
    const char *line;
} lines[] = {
    {"/bin/p|p|plain|a-b=c|", "p plain a-b=c"},
    {"/bin/p|p|two words||", "p 'two words' ''"},
    {"/bin/p|p|it's|'|", "p 'it'\\''s' ''\\'''"},
    {"/bin/p|A=b|A=b|", "'A=b' A=b"},
    {"/bin/p|p|$HOME|`x`|~|*|", "p '$HOME' '`x`' '~' '*'"},
    {"/bin/p|p|a\nb|\033[m|", "p 'a\\x0ab' '\\x1b[m'"},
    {"/bin/p|", "p"},
    {"", "not known"},
};

START_TEST(a_command_line_is_for_the_shell)
{
    static struct report_program program;
    char line[REPORT_COMMAND];

    program.length = (uint16_t)strlen(lines[_i].words);
    for (size_t i = 0; i < program.length; i++)
        program.words[i] = lines[_i].words[i] == '|' ? '\0' : lines[_i].words[i];
    report_command_line(&program, line);
    ck_assert_str_eq(line, lines[_i].line);
}
END_TEST

START_TEST(the_longest_command_line_has_room)
{
    static struct report_program program = {.length = sizeof program.words,
                                            .is_cut = 1};
    char line[REPORT_COMMAND];

    for (int one = 0; one < 256; one++) {
        memset(program.words, one, sizeof program.words);
        report_command_line(&program, line);
        ck_assert_uint_lt(strlen(line), sizeof line);
        for (size_t i = 1; i < sizeof program.words; i += 2)
            program.words[i] = '\0';
        report_command_line(&program, line);
        ck_assert_uint_lt(strlen(line), sizeof line);
    }
}
END_TEST

static void use_utf8(void)
{
    has_utf8 = setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "en_US.UTF-8");
}

int main(void)
{
    Suite *suite = suite_create("printable");
    TCase *tests = tcase_create("text");

    tcase_add_checked_fixture(tests, use_utf8, NULL);
    tcase_add_test(tests, ascii_is_kept_and_controls_are_not);
    tcase_add_test(tests, what_the_locale_can_print_is_kept);
    tcase_add_test(tests, cuts_between_characters);
    tcase_add_test(tests, columns_are_not_bytes);
    tcase_add_loop_test(tests, a_command_line_is_for_the_shell, 0,
                        sizeof lines / sizeof lines[0]);
    tcase_add_test(tests, the_longest_command_line_has_room);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
