/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_maker.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/report_read_unit.XXXXXX";
static char path[sizeof folder + 10];

static void make_folder(void)
{
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/report", folder);
    make_nothing();
}

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

static void write_file(size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, &made, size), (ssize_t)size);
    close(fd);
}

/* Expects that the file as made is refused for WHY. */
static void refused(const char *why)
{
    const char *said = "taken";

    ck_assert_ptr_null(report_from_bytes(&made, sizeof made, &said));
    ck_assert_str_eq(said, why);
}

START_TEST(a_file_is_read)
{
    uint16_t module = make_module("/bin/a");

    make_row(make_program("/bin/a|a|-x"), make_place(module, 16),
             make_place(module, 32), 7);
    write_file(sizeof made);
    struct report *report = report_read(path);
    ck_assert_ptr_nonnull(report);
    ck_assert_uint_eq(report->rows, 1);
    ck_assert_uint_eq(report->row[0].count, 7);
    ck_assert_uint_eq(report->place[report->row[0].key.setter]->offset[0], 16);
    ck_assert_uint_eq(report->place[report->row[0].key.caller]->offset[0], 32);
    ck_assert_uint_eq(report->row[0].first.port, 80);
    ck_assert_uint_eq(report->row[0].last.time, 1700000060);
    ck_assert_uint_eq(report_clients(report), 7);
    ck_assert(!report_is_empty(report));
    report_free(report);
}
END_TEST

START_TEST(empty_and_blank_files_are_reports_of_nothing)
{
    memset(&made, 0, sizeof made);
    for (int i = 0; i < 2; i++) {
        write_file(i ? sizeof made : 0);
        struct report *report = report_read(path);
        ck_assert_ptr_nonnull(report);
        ck_assert(report_is_empty(report));
        ck_assert_uint_eq(report_clients(report), 0);
        report_free(report);
    }
}
END_TEST

START_TEST(a_file_cut_short_is_refused)
{
    enum { SMALL = 512, LARGE = 100 * SMALL, HEAD = 64 * SMALL };
    const char *why;

    for (size_t size = SMALL; size < sizeof made; size += size < HEAD ? SMALL : LARGE) {
        char *cut = malloc(size); /* so that a sanitizer sees a byte too many read */
        memcpy(cut, &made, size);
        why = "";
        ck_assert_ptr_null(report_from_bytes(cut, size, &why));
        ck_assert_str_eq(why, "cut short");
        free(cut);
    }
    ck_assert_ptr_null(report_from_bytes("#!", 2, &why));
    ck_assert_str_eq(why, "not a report");
}
END_TEST

START_TEST(another_header_is_refused)
{
    struct report_header *header = &made.start.header;
    uint32_t *const figure[] = {&header->size,    &header->rows,     &header->places,
                                &header->modules, &header->programs, &header->frames};

    for (size_t i = 0; i < sizeof figure / sizeof *figure; i++) {
        ++*figure[i];
        refused("damaged: its tables have other sizes");
        --*figure[i];
    }
    header->magic[0]++;
    refused("not a report");
    header->magic[0]--;
    header->version++;
    refused("made by another version of noreuseaddr");
    header->byte_order = 0x04030201;
    refused("made on another kind of machine");
    header->byte_order = 0;
    refused("not a report");
}
END_TEST

START_TEST(what_is_no_plain_file_is_refused)
{
    char link[sizeof path + 10];

    ck_assert_ptr_null(report_read(path)); /* not there */
    ck_assert_ptr_null(report_read(folder));
    ck_assert_ptr_null(report_read("/dev/zero"));
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_ptr_null(report_read(path)); /* and does not wait for a writer */
    unlink(path);
    write_file(sizeof made);
    snprintf(link, sizeof link, "%s.link", path);
    ck_assert_int_eq(symlink(path, link), 0);
    struct report *report = report_read(link);
    unlink(link);
    ck_assert_ptr_null(report);
}
END_TEST

START_TEST(slots_of_one_meaning_are_one)
{
    uint16_t module = make_module("/bin/a"), again = make_module("/bin/a");

    make_row(make_program("/bin/a|a"), make_place(module, 1), make_place(module, 2), 3);
    make_row(make_program("/bin/a|a"), make_place(again, 1), make_place(again, 2), 4);
    make_row(make_program("/bin/a|b"), make_place(again, 1), make_place(again, 2), 50);
    struct report *report = read_made();
    ck_assert_uint_eq(report->modules - 1, 1);
    ck_assert_uint_eq(report->places - 1, 2);
    ck_assert_uint_eq(report->programs - 1, 2);
    ck_assert_uint_eq(report->rows, 2);
    ck_assert_uint_eq(report->row[0].count, 50);
    ck_assert_uint_eq(report->row[1].count, 7);
    report_free(report);
}
END_TEST

START_TEST(modules_with_other_build_ids_are_others)
{
    uint16_t old = make_module("/bin/a"), new = make_module("/bin/a");

    made.modules[new].build_id_length = 20;
    make_row(0, make_place(old, 1), make_place(old, 2), 3);
    make_row(0, make_place(new, 1), make_place(new, 2), 4);
    struct report *report = read_made();
    ck_assert_uint_eq(report->modules - 1, 2);
    ck_assert_uint_eq(report->rows, 2);
    report_free(report);
}
END_TEST

START_TEST(counts_are_added_with_their_carry)
{
    make_row(0, 0, 0, UINT32_MAX)->carry = 1;
    make_row(0, 0, 0, 2);
    struct report *report = read_made();
    ck_assert_uint_eq(report->rows, 1);
    ck_assert_uint_eq(report->row[0].count, (1ull << 33) + 1);
    report_free(report);
}
END_TEST

START_TEST(counts_stay_below_what_json_can_take)
{
    make_row(0, 0, 0, UINT32_MAX)->carry = UINT32_MAX;
    make_row(0, 0, 0, UINT32_MAX)->carry = INT32_MAX;
    struct report *report = read_made();
    ck_assert_uint_eq(report->row[0].count, INT64_MAX);
    ck_assert_uint_eq(report_clients(report), INT64_MAX);
    report_free(report);
}
END_TEST

START_TEST(first_and_last_are_the_outermost)
{
    struct report_row *row = make_row(0, 0, 0, 1);

    row->first_time = 50;
    row->last_time = 60;
    make_address(&row->first, 1);
    make_address(&row->last, 2);
    row = make_row(0, 0, 0, 1);
    row->first_time = 40;
    row->last_time = 55;
    make_address(&row->first, 3);
    make_address(&row->last, 4);
    make_row(0, 0, 0, 1)->first_time = make_row(0, 0, 0, 1)->last_time = 0;
    struct report *report = read_made();
    ck_assert_uint_eq(report->row[0].first.time, 40);
    ck_assert_uint_eq(report->row[0].first.port, 3);
    report_free(report);
}
END_TEST

START_TEST(the_last_one_is_the_latest)
{
    struct report_row *row = make_row(0, 0, 0, 1);

    row->last_time = 60;
    make_address(&row->last, 2);
    row = make_row(0, 0, 0, 1);
    row->last_time = 61;
    make_address(&row->last, 4);
    make_row(0, 0, 0, 1)->last_time = 0;
    struct report *report = read_made();
    ck_assert_uint_eq(report->row[0].last.time, 61);
    ck_assert_uint_eq(report->row[0].last.port, 4);
    report_free(report);
}
END_TEST

START_TEST(a_torn_address_is_not_believed)
{
    struct report_row *row = make_row(0, 0, 0, 1);

    row->first.word[3] = 1;
    row->last.port = 443; /* without the address, and checked as such */
    uint32_t word[4] = {row->last.word[0]};
    row->last.check = report_address_check(word, 443);
    struct report *report = read_made();
    ck_assert(!report->row[0].first.has_port);
    ck_assert(!report->row[0].first.has_address);
    ck_assert(report->row[0].last.has_port);
    ck_assert(!report->row[0].last.has_address);
    report_free(report);
}
END_TEST

START_TEST(a_protocol_learned_later_counts)
{
    struct report_row *row = make_row(0, 0, 0, 1);

    row->key.protocol = 0;
    row->learned_protocol = 6;
    make_row(0, 0, 0, 2);
    struct report *report = read_made();
    ck_assert_uint_eq(report->rows, 1);
    ck_assert_uint_eq(report->row[0].key.protocol, 6);
    report_free(report);
}
END_TEST

static void *const damaged_words[] = {
    &made.rows[1].key.program, &made.rows[1].key.setter, &made.rows[1].key.caller};

START_TEST(a_slot_out_of_bounds_is_damage)
{
    make_row(0, 0, 0, 1);
    *(uint16_t *)damaged_words[_i] =
        _i ? (uint16_t)REPORT_PLACES : (uint16_t)REPORT_PROGRAMS;
    struct report *report = read_made();
    ck_assert_uint_eq(report->rows, 0);
    ck_assert_uint_eq(report->damaged, 1);
    ck_assert(!report_is_empty(report));
    report_free(report);
}
END_TEST

static const struct {
    uint8_t *byte, value;
} damaged_bytes[] = {
    {&made.rows[1].key.call, 0},
    {&made.rows[1].key.call, REPORT_SEND + 1},
    {&made.rows[1].key.port, 0},
    {&made.rows[1].key.port, REPORT_FAILED_PORT + 1},
    {&made.rows[1].key.verdict, 0},
    {&made.rows[1].key.verdict, REPORT_KEPT_SETTING + 1},
    {&made.rows[1].key.action, 0},
    {&made.rows[1].key.action, REPORT_AROUND + 1},
    {&made.rows[1].key.family, 5},
    {&made.rows[1].key.flags, 4},
};

START_TEST(a_word_that_there_is_not_is_damage)
{
    make_row(0, 0, 0, 1);
    *damaged_bytes[_i].byte = damaged_bytes[_i].value;
    struct report *report = read_made();
    ck_assert_uint_eq(report->rows, 0);
    ck_assert_uint_eq(report->damaged, 1);
    report_free(report);
}
END_TEST

START_TEST(what_is_not_ready_is_passed_over)
{
    uint16_t place = make_place(make_module("/bin/a"), 1);

    make_row(0, place, place, 9)->state = SLOT_BUSY;
    make_row(0, place, place, 0)->key.call = REPORT_SEND;
    make_row(0, place, place, 1);
    made.places[place].state = SLOT_BUSY;
    struct report *report = read_made();
    ck_assert_uint_eq(report->rows, 1);
    ck_assert_uint_eq(report->row[0].count, 1);
    ck_assert_uint_eq(report->row[0].key.setter, 0);
    report_free(report);
}
END_TEST

START_TEST(slots_with_lengths_out_of_bounds_are_not_known)
{
    uint16_t module = make_module("/bin/a"), program = make_program("/bin/a|a");
    uint16_t place = make_place(module, 1), wild = make_place(UINT16_MAX, 5);
    uint16_t long_id = make_module("/bin/b"), in_long_id = make_place(long_id, 1);

    made.modules[module].path_length = sizeof made.modules[module].path + 1;
    made.modules[long_id].build_id_length = sizeof made.modules[module].build_id + 1;
    made.programs[program].length = sizeof made.programs[program].words + 1;
    make_row(program, place, wild, 1);
    make_row(program, in_long_id, in_long_id, 2);
    uint16_t deep = make_place(0, 0);
    made.places[deep].frames = REPORT_FRAMES + 1;
    make_row(program, deep, deep, 3);
    struct report *report = read_made();
    ck_assert_uint_eq(report->modules - 1, 0);
    ck_assert_uint_eq(report->programs - 1, 0);
    ck_assert_uint_eq(report->places - 1, 1); /* in no module, all alike */
    ck_assert_uint_eq(report->place[1]->module[0], 0);
    ck_assert_uint_eq(report->row[0].key.setter, 0);
    ck_assert_uint_eq(report->row[1].key.setter, 1);
    report_free(report);
}
END_TEST

START_TEST(rows_are_in_one_order_wherever_they_stood)
{
    uint16_t setter[4], program[4];
    static const char *const words[] = {"/bin/d", "/bin/c", "/bin/b", "/bin/a"};

    for (int turn = 0; turn < 2; turn++) {
        make_nothing();
        for (int i = 0; i < 4; i++) {
            int which = turn ? 3 - i : i;
            setter[which] = make_place(make_module(words[which]), 1);
            program[which] = make_program(words[which]);
            make_row(program[which], setter[which], setter[which], which == 2 ? 9 : 5);
        }
        struct report *report = read_made();
        static const char *const sorted[] = {"/bin/b", "/bin/a", "/bin/c", "/bin/d"};
        for (int i = 0; i < 4; i++)
            ck_assert_str_eq(report->program[report->row[i].key.program]->words,
                             sorted[i]);
        report_free(report);
    }
}
END_TEST

/* A place of the script in SLOT, in one and the same module. */
static uint16_t script_place(uint16_t slot)
{
    uint16_t place = make_place(make_module("/bin/a"), 7);

    made.places[place].script = slot;
    return place;
}

START_TEST(lines_of_scripts_are_places)
{
    uint16_t one = make_script("a.py", 3, "f"), same = make_script("a.py", 3, "f");
    uint16_t other = make_script("a.py", 4, "f");

    make_row(0, script_place(one), script_place(one), 1);
    make_row(0, script_place(same), script_place(same), 1);
    make_row(0, script_place(other), script_place(other), 1);
    struct report *report = read_made();
    ck_assert_uint_eq(report->scripts, 3);
    ck_assert_uint_eq(report->rows, 2);
    ck_assert_uint_eq(report->row[0].count, 2);
    uint16_t script = report->place[report->row[0].key.setter]->script;
    ck_assert_uint_eq(report->script[script]->line, 3);
    report_free(report);
}
END_TEST

START_TEST(scripts_that_can_not_be_are_not_known)
{
    uint16_t endless = make_script("", 1, "");

    memset(made.scripts[endless].file, 'x', sizeof made.scripts[endless].file);
    memset(made.scripts[endless].function, 'y', sizeof made.scripts[endless].function);
    made.scripts[endless].line = UINT32_MAX;
    make_row(0, script_place(endless), script_place(REPORT_SCRIPTS), 1);
    make_row(0, script_place(make_script("", 1, "f")), script_place(UINT16_MAX), 1);
    struct report *report = read_made();
    ck_assert_uint_eq(report->scripts, 2);
    ck_assert_uint_eq(strlen(report->script[1]->file),
                      sizeof report->script[1]->file - 1);
    ck_assert_uint_eq(strlen(report->script[1]->function),
                      sizeof report->script[1]->function - 1);
    ck_assert_uint_eq(report->script[1]->line, 0);
    for (size_t i = 0; i < report->rows; i++)
        ck_assert_uint_eq(report->place[report->row[i].key.caller]->script, 0);
    report_free(report);
}
END_TEST

START_TEST(losses_are_told)
{
    made.start.header.lost_rows = 1;
    made.start.header.flags_set = 2;
    made.start.header.set_carry = 1;
    struct report *report = read_made();
    ck_assert_uint_eq(report->lost_rows, 1);
    ck_assert_uint_eq(report->flags_set, (1ull << 32) + 2);
    ck_assert(!report_is_empty(report));
    report_free(report);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("report_read");
    Suite *suite = suite_create("report_read");
    SRunner *runner = srunner_create(suite);

    tcase_set_timeout(tcase, 60); /* for slow machines, under sanitizers */
    tcase_add_checked_fixture(tcase, make_folder, remove_folder);
    tcase_add_test(tcase, a_file_is_read);
    tcase_add_test(tcase, empty_and_blank_files_are_reports_of_nothing);
    tcase_add_test(tcase, a_file_cut_short_is_refused);
    tcase_add_test(tcase, another_header_is_refused);
    tcase_add_test(tcase, what_is_no_plain_file_is_refused);
    tcase_add_test(tcase, slots_of_one_meaning_are_one);
    tcase_add_test(tcase, modules_with_other_build_ids_are_others);
    tcase_add_test(tcase, counts_are_added_with_their_carry);
    tcase_add_test(tcase, counts_stay_below_what_json_can_take);
    tcase_add_test(tcase, first_and_last_are_the_outermost);
    tcase_add_test(tcase, the_last_one_is_the_latest);
    tcase_add_test(tcase, a_torn_address_is_not_believed);
    tcase_add_test(tcase, a_protocol_learned_later_counts);
    tcase_add_loop_test(tcase, a_slot_out_of_bounds_is_damage, 0, 3);
    tcase_add_loop_test(tcase, a_word_that_there_is_not_is_damage, 0,
                        sizeof damaged_bytes / sizeof *damaged_bytes);
    tcase_add_test(tcase, what_is_not_ready_is_passed_over);
    tcase_add_test(tcase, slots_with_lengths_out_of_bounds_are_not_known);
    tcase_add_test(tcase, rows_are_in_one_order_wherever_they_stood);
    tcase_add_test(tcase, lines_of_scripts_are_places);
    tcase_add_test(tcase, scripts_that_can_not_be_are_not_known);
    tcase_add_test(tcase, losses_are_told);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
