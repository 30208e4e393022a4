/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_maker.h"

#include "launcher/report/symbols.h"
#include "launcher/report/table.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Puts all of TEXT in one line, with one space between words, as sentences are broken
 * wherever the width wants it. */
static char *in_one_line(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++)
        if (*from != '\n' && *from != ' ')
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    *to = '\0';
    return text;
}

/* Expects that what is printed of the file as made has TEXT in it, or has it not. */
static void expect(const char *text, bool wanted)
{
    char *printed = in_one_line(print_made(80));

    ck_assert_msg((strstr(printed, text) != NULL) == wanted, "%s %s: %s",
                  wanted ? "not there:" : "there:", text, printed);
    free(printed);
}

/* Nor may one end in a blank. */
static void expect_no_line_over(unsigned columns)
{
    char *printed = print_made(columns);

    for (const char *line = printed; *line;) {
        size_t length = strcspn(line, "\n");
        ck_assert_msg(length <= columns || strstr(line, "addr2line ") ||
                          strstr(line, "run as "),
                      "%u: %.*s", columns, (int)length, line);
        ck_assert_msg(!length || line[length - 1] != ' ', "%u: %.*s", columns,
                      (int)length, line);
        line += length + (line[length] == '\n');
    }
    free(printed);
}

START_TEST(nothing_recorded_asks_why)
{
    expect("no process recorded anything: is the program static", true);
}
END_TEST

START_TEST(nothing_found_is_one_line)
{
    made.start.header.processes = 3;
    made.start.header.flags_set = 1;
    char *printed = print_made(80);
    ck_assert_str_eq(printed,
                     "no client socket carried SO_REUSEADDR, of 3 processes looked "
                     "at; 1 call set it\n");
    free(printed);
}
END_TEST

START_TEST(clients_are_counted)
{
    make_row(0, 0, 0, 1)->key.flags = REPORT_REUSEPORT;
    expect("1 client socket carried SO_REUSEPORT; 1 call set it, in 1 process ", true);
    make_row(0, 0, 0, 11);
    expect("12 client sockets carried SO_REUSEADDR or SO_REUSEPORT; ", true);
}
END_TEST

START_TEST(losses_are_told)
{
    struct report_header *header = &made.start.header;

    header->lost_rows = 5;
    header->lost_places = 6;
    header->lost_modules = 7;
    header->lost_programs = 8;
    make_row(0, 0, 0, 1)->key.action = 77;
    expect("the table was full: 5 calls that are not in this report", true);
    expect("the table of places was full: 6 times", true);
    expect("the table of modules was full: 7 times", true);
    expect("the table of programs was full: 8 times", true);
    expect("the file is damaged: 1 rows that are not in this report", true);
}
END_TEST

static const struct fate {
    uint8_t verdict, call, port;
    uint16_t protocol;
    const char *sentence;
} fates[] = {
    {REPORT_CLIENT, REPORT_CONNECT, REPORT_NO_PORT, 6,
     "Delete this setsockopt: a socket that connects needs no SO_REUSEADDR."},
    {REPORT_CLIENT, REPORT_CONNECT, REPORT_FAILED_PORT, 6,
     "Delete this setsockopt: a socket that connects needs no SO_REUSEADDR."},
    {REPORT_CLIENT, REPORT_SEND, REPORT_NO_PORT, 6,
     "Delete this setsockopt: a socket that connects needs no SO_REUSEADDR."},
    {REPORT_CLIENT, REPORT_CONNECT, REPORT_ANY_PORT, 6,
     "Set SO_REUSEADDR only when the port is not 0: here bind lets"},
    {REPORT_CLIENT, REPORT_CONNECT, REPORT_NO_PORT, 17,
     "Delete this setsockopt: connect lets the kernel choose the UDP port"},
    {REPORT_CLIENT, REPORT_SEND, REPORT_NO_PORT, 17,
     "Delete this setsockopt: the first send lets the kernel choose the UDP port"},
    {REPORT_CLIENT, REPORT_CONNECT, REPORT_OWN_PORT, 6,
     "Nothing to change if the port has to be this one"},
    {REPORT_PROTECT, REPORT_BIND_ANY, REPORT_NO_PORT, 6,
     "Set SO_REUSEADDR only when the port is not 0, if the socket connects or sends "
     "later; on a listener on any port it is harmless."},
    {REPORT_PROTECT, REPORT_BIND_ANY, REPORT_NO_PORT, 17,
     "Set SO_REUSEADDR only when the port is not 0: with it the kernel may choose a "
     "UDP port"},
    {REPORT_KEPT_PORT, REPORT_CONNECT, REPORT_OWN_PORT, 6,
     "Nothing to change: the program chose this port itself"},
    {REPORT_KEPT_CONNECTED, REPORT_CONNECT, REPORT_OWN_PORT, 6,
     "the socket was connected or listening already."},
    {REPORT_KEPT_SETTING, REPORT_CONNECT, REPORT_NO_PORT, 6,
     "Left alone as the settings ask"},
};

START_TEST(each_fate_has_its_sentence)
{
    uint16_t place = make_place(make_module("a.out"), 1);
    struct report_row *row = make_row(0, place, place, 1);

    row->key.verdict = fates[_i].verdict;
    row->key.call = fates[_i].call;
    row->key.port = fates[_i].port;
    row->key.protocol = fates[_i].protocol;
    make_verbose = true;
    expect(fates[_i].sentence, true);
    expect("harmless only if they listen",
           row->key.verdict == REPORT_PROTECT && row->key.protocol == 6);
}
END_TEST

START_TEST(what_is_no_finding_gets_no_advice)
{
    uint16_t place = make_place(make_module("a.out"), 1);

    make_row(0, place, place, 1)->key.verdict = REPORT_KEPT_PORT;
    expect("Left alone:", true);
    expect("What to change", false);
    expect("Nothing to change", false);
    make_row(0, place, place, 1)->key.verdict = REPORT_KEPT_SETTING;
    expect("What to change", true);
    expect("Left alone as the settings ask", true);
    expect("Nothing to change", false);
}
END_TEST

static struct report_row *make_bound(uint32_t count, uint32_t listened)
{
    uint16_t place = make_place(make_module("a.out"), 1);
    struct report_row *row = make_row(0, place, place, count);

    row->key.call = REPORT_BIND_ANY;
    row->key.verdict = REPORT_PROTECT;
    row->listened = listened;
    return row;
}

START_TEST(who_listened_is_counted_in_one_line)
{
    make_bound(3, 3);
    expect("3 sockets bound to port 0 with the flag listened then: nothing to", true);
    expect("harmless only if they listen", false);
    expect("What to change", false);
    expect("a.out+0x1", false);
    make_verbose = true;
    expect("3 sockets bound", false);
    expect("Sockets bound to port 0 with the flag, which listened then:", true);
    expect(" 1 3 left on", true);
    expect("Nothing to change: the sockets listened", true);
}
END_TEST

START_TEST(who_did_not_listen_is_a_finding)
{
    make_bound(3, 1);
    expect("1 socket bound to port 0 with the flag listened then: nothing to", true);
    expect("harmless only if they listen", true);
    expect(" 1 2 left on", true);
    expect("only when the port is not 0", true);
    make_nothing();
    make_bound(3, 77); /* can't be: the file is damaged */
    expect("3 sockets bound to port 0 with the flag listened then: nothing to", true);
}
END_TEST

START_TEST(a_setter_that_serves_others_is_not_to_be_deleted)
{
    uint16_t module = make_module("a.out");
    uint16_t setter = make_place(module, 1), caller = make_place(module, 2);

    make_row(0, setter, caller, 1);
    make_row(0, setter, caller, 1)->key.verdict = REPORT_KEPT_CONNECTED;
    expect("Delete this setsockopt", true);
    make_row(0, setter, make_place(module, 3), 1)->key.verdict = REPORT_PROTECT;
    expect("Delete this setsockopt", false);
    expect("Set SO_REUSEADDR only on sockets that will listen", true);
}
END_TEST

START_TEST(an_unknown_setter_is_to_be_looked_for)
{
    make_row(0, 0, make_place(make_module("a.out"), 1), 1);
    expect("Look for what set SO_REUSEADDR on another descriptor of the socket (dup), "
           "before exec, in another process",
           true);
    expect("Who set it is not known", false);
    expect("Delete this", false);
    expect("not known -> a.out+0x1", true);
}
END_TEST

START_TEST(a_helper_does_not_hide_its_callers)
{
    uint16_t module = make_module("a.out"), connect = make_place(module, 0x20);
    uint16_t first = make_place(module, 0x10), second = make_place(module, 0x10);

    make_caller(first, module, 0x111);
    make_caller(second, module, 0x222);
    make_row(0, first, connect, 5);
    make_row(0, second, connect, 7);
    expect("12 left on", true);
    expect("7x via a.out+0x222 5x via a.out+0x111", true);
    expect("Set SO_REUSEADDR only on sockets that will listen", true);
}
END_TEST

START_TEST(one_moment_is_told_once)
{
    struct report_row *row = make_row(0, 0, 0, 1);

    expect(" first 20", true);
    row->last_time = row->first_time;
    make_address(&row->last, 80);
    expect(" at 20", true);
    expect(" first 20", false);
    expect(" to 127.0.0.1:80 ", true);
}
END_TEST

START_TEST(interpreters_show_their_scripts)
{
    uint16_t place = make_place(make_module("a.out"), 1);

    make_row(make_program("/usr/bin/python3.11|python3|a.py"), place, place, 5);
    make_row(make_program("/usr/bin/python3.11|python3|b c.py"), place, place, 7);
    make_row(make_program("/bin/qemu|qemu|-x"), place, place, 1);
    make_row(make_program("/bin/qemu|qemu|-y"), place, place, 1);
    make_row(make_program("/bin/busybox|nc|host"), place, place, 1);
    make_row(make_program("/bin/nameless"), place, place, 1);
    expect("12 left on python3.11", true);
    expect("7x python3 'b c.py' 5x python3 a.py", true);
    expect("Look in the script and its modules, then in the interpreter.", true);
    expect("2 left on qemu", true);
    expect("-x", false);
    expect("run as nc host", true);
    expect("run as nameless", true);
}
END_TEST

START_TEST(who_ran_it_is_told)
{
    uint16_t place = make_place(make_module("a.out"), 1);
    uint16_t first = make_program("/bin/a|a|-x"), second = make_program("/bin/a|a|-x");

    make_owner(first, "33|www-data|/system.slice/nginx.service|");
    make_owner(second, "1000||/a/b|");
    make_row(first, place, place, 5);
    expect("run as a -x by user www-data, unit nginx.service", true);
    make_row(second, place, place, 7);
    expect("12 left on a", true);
    expect("run as a -x by user 1000, cgroup /a/b (7x) by user www-data, unit "
           "nginx.service (5x)",
           true);
}
END_TEST

START_TEST(flags_from_before_the_audit_say_so)
{
    make_row(0, 0, make_place(make_module("a.out"), 1), 1)->key.before = 1;
    expect("before the audit -> a.out+0x1", true);
    expect("set at before the audit began connect", true);
    expect("Start the program once more while it is audited", true);
}
END_TEST

START_TEST(lines_of_scripts_come_first)
{
    uint16_t program = make_program("/usr/bin/python3.11|python3|x.py");
    uint16_t module = make_module("/usr/bin/python3.11");
    uint16_t setter = make_place(module, 0x10), caller = make_place(module, 0x20);

    made.places[setter].script = make_script("/home/me/x.py", 8, "turn_on");
    made.places[caller].script = make_script("/home/me/x.py", 12, "");
    made.scripts[made.places[caller].script].is_cut = REPORT_CUT_FUNCTION;
    make_row(program, setter, caller, 1);
    expect("turn_on (x.py:8) -> /home/me/x.py:12 ", true);
    expect("set at turn_on (/home/me/x.py:8) in python3.11+0x10", true);
    expect("connect /home/me/x.py:12 a name was too long to be recorded in", true);
    expect("Look in the script", false);
}
END_TEST

START_TEST(clients_come_first_then_any_port_then_the_rest)
{
    uint16_t place = make_place(make_module("a.out"), 1);

    make_row(make_program("/bin/kept|k"), place, place, 9000)->key.verdict =
        REPORT_KEPT_PORT;
    make_row(make_program("/bin/bound|b"), place, place, 800)->key.verdict =
        REPORT_PROTECT;
    make_row(make_program("/bin/few|c"), place, place, 7);
    make_row(make_program("/bin/many|c"), place, place, 70);
    expect("1 70 left on many", true);
    expect("2 7 left on few", true);
    expect("3 800 left on bound", true);
    expect("4 9000 kept kept", true);
}
END_TEST

START_TEST(modules_that_are_not_there_say_so)
{
    uint16_t place = make_place(make_module("/nowhere/lib.so"), 0x55);

    make_row(0, place, place, 1);
    if (!report_symbols_missing) {
        expect("lib.so+0x55", true);
        expect("/nowhere/lib.so: no longer there", true);
    }
    place = make_place(make_module("lib.so"), 0x66);
    make_row(0, place, place, 1);
    make_row(0, make_place(0, 0), place, 1);
    expect("lib.so: recorded with a relative path", !report_symbols_missing);
    expect("code in no file", true);
}
END_TEST

START_TEST(nothing_of_the_file_reaches_the_terminal_raw)
{
    uint16_t place = make_place(make_module("/x/\033[2J\n\xff"), 1);

    make_row(make_program("/bin/\033]0;x|\a|\177\x9b"), place, place, 1);
    make_row(make_program("/bin/python|\r|\n\x9b"), place, place, 1);
    char *printed = print_made(200);
    for (const char *c = printed; *c; c++)
        ck_assert_msg(*c == '\n' || (*c >= ' ' && *c < 0x7f), "%x: %s", *c, printed);
    ck_assert_ptr_nonnull(strstr(printed, "\\x1b[2J\\x0a\\xff"));
    free(printed);
}
END_TEST

/* One row of each kind, with names that are too long for everything. */
static void make_wide_rows(void)
{
    char path[sizeof made.modules[0].path], words[sizeof made.programs[0].words];
    uint16_t module, program, place;

    memset(path, 'm', sizeof path);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    memset(words, 'w', sizeof words);
    words[250] = '|';
    words[sizeof words - 1] = '\0';
    module = make_module(path);
    program = make_program(words);
    for (int i = 0; i < 150; i++) {
        place = make_place(module, UINT64_MAX - (unsigned)i);
        make_caller(place, module, UINT64_MAX);
        struct report_row *row = make_row(program, place, place, UINT32_MAX);
        row->carry = INT32_MAX;
        row->key.verdict = (uint8_t)(1 + i % REPORT_KEPT_SETTING);
        row->key.protocol = i % 2 ? 6 : UINT16_MAX;
        row->key.family = REPORT_IPV6;
        row->key.action = REPORT_AROUND;
    }
    place = make_place(module, 5);
    make_caller(place, module, 77);
    make_row(make_program("/bin/python|python"), place, place, 1);
    make_row(program, place, place, 1);
}

START_TEST(no_line_is_wider_than_it_may_be)
{
    make_wide_rows();
    for (unsigned columns = 60; columns <= 130; columns++)
        expect_no_line_over(columns);
}
END_TEST

START_TEST(less_than_60_columns_are_60)
{
    make_wide_rows();
    char *narrow = print_made(7), *printed = print_made(60);
    ck_assert_str_eq(narrow, printed);
    free(narrow);
    free(printed);
}
END_TEST

START_TEST(an_offset_is_never_cut_off)
{
    char path[300] = "/";
    uint16_t place;

    memset(path + 1, 'm', sizeof path - 2);
    place = make_place(make_module(path), 0x1234567);
    make_row(0, place, place, 1);
    char *printed = print_made(60);
    ck_assert_ptr_nonnull(strstr(printed, "mm+0x1234567 -> m"));
    free(printed);
}
END_TEST

START_TEST(colour_only_where_it_is_asked_for)
{
    char *text = NULL;
    size_t size;
    const struct report_style style = {.colour = true, .columns = 80};

    make_row(0, 0, 0, 1);
    FILE *to = open_memstream(&text, &size);
    struct report *report = read_made();
    struct report_findings *findings = report_findings_open(report, NULL);
    report_table_print(to, findings, &style);
    fclose(to);
    report_findings_close(findings);
    ck_assert_ptr_nonnull(strchr(text, '\033'));
    free(text);
    report_free(report);
    text = print_made(80);
    ck_assert_ptr_null(strchr(text, '\033'));
    free(text);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("report_table");
    Suite *suite = suite_create("report_table");
    SRunner *runner = srunner_create(suite);

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, make_nothing, NULL);
    tcase_add_test(tcase, nothing_recorded_asks_why);
    tcase_add_test(tcase, nothing_found_is_one_line);
    tcase_add_test(tcase, clients_are_counted);
    tcase_add_test(tcase, losses_are_told);
    tcase_add_loop_test(tcase, each_fate_has_its_sentence, 0,
                        sizeof fates / sizeof *fates);
    tcase_add_test(tcase, what_is_no_finding_gets_no_advice);
    tcase_add_test(tcase, who_listened_is_counted_in_one_line);
    tcase_add_test(tcase, who_did_not_listen_is_a_finding);
    tcase_add_test(tcase, a_setter_that_serves_others_is_not_to_be_deleted);
    tcase_add_test(tcase, an_unknown_setter_is_to_be_looked_for);
    tcase_add_test(tcase, a_helper_does_not_hide_its_callers);
    tcase_add_test(tcase, one_moment_is_told_once);
    tcase_add_test(tcase, interpreters_show_their_scripts);
    tcase_add_test(tcase, who_ran_it_is_told);
    tcase_add_test(tcase, flags_from_before_the_audit_say_so);
    tcase_add_test(tcase, lines_of_scripts_come_first);
    tcase_add_test(tcase, clients_come_first_then_any_port_then_the_rest);
    tcase_add_test(tcase, modules_that_are_not_there_say_so);
    tcase_add_test(tcase, nothing_of_the_file_reaches_the_terminal_raw);
    tcase_add_test(tcase, no_line_is_wider_than_it_may_be);
    tcase_add_test(tcase, less_than_60_columns_are_60);
    tcase_add_test(tcase, an_offset_is_never_cut_off);
    tcase_add_test(tcase, colour_only_where_it_is_asked_for);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
