/* SPDX-License-Identifier: ISC */
/* The JSON report, parsed back. */
#include "config.h"

#include "launcher/report/json.h"
#include "report_maker.h"

#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *json;

/* Prints the file as made and parses that. */
static void print_and_parse(void)
{
    char *text = NULL;
    size_t size;
    json_error_t error;
    struct report *report = read_made();
    FILE *to = open_memstream(&text, &size);

    struct report_findings *findings = report_findings_open(report, NULL);
    ck_assert(report_json_print(to, findings, false));
    fclose(to);
    report_findings_close(findings);
    report_free(report);
    json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(json != NULL, "%s: %s", error.text, text);
    free(text);
}

static json_t *row(size_t index)
{
    return json_array_get(json_object_get(json, "rows"), index);
}

static void is_text(json_t *object, const char *name, const char *text)
{
    const char *got = json_string_value(json_object_get(object, name));

    ck_assert_msg(got && !strcmp(got, text), "%s is %s, not %s", name,
                  got ? got : "no text", text);
}

static void is_number(json_t *object, const char *name, long long number)
{
    json_t *got = json_object_get(object, name);

    ck_assert_msg(json_is_integer(got), "%s is no integer", name);
    ck_assert_int_eq(json_integer_value(got), number);
}

static void is_null(json_t *object, const char *name)
{
    ck_assert_msg(json_is_null(json_object_get(object, name)), "%s is not null", name);
}

START_TEST(everything_of_a_row_is_there)
{
    uint16_t module = make_module("/nowhere/a.so"), place = make_place(module, 0x1c2);

    make_caller(place, module, 0x99);
    made.modules[module].build_id_length = 3;
    memcpy(made.modules[module].build_id, "\x01\xfe\x20", 3);
    struct report_row *made_row =
        make_row(make_program("/bin/a|a|-x"), place, place, 7);
    made_row->key.flags = REPORT_REUSEADDR | REPORT_REUSEPORT;
    print_and_parse();
    is_text(json, "format", "noreuseaddr report");
    is_number(json, "version", 2);
    is_number(json, "clients", 7);
    is_number(json, "processes", 1);
    is_number(row(0), "count", 7);
    is_text(row(0), "verdict", "client");
    is_text(row(0), "action", "left");
    is_text(row(0), "call", "connect");
    is_text(row(0), "port", "none");
    is_text(row(0), "family", "ipv4");
    is_text(row(0), "protocol", "tcp");
    ck_assert_uint_eq(json_array_size(json_object_get(row(0), "flags")), 2);
    json_t *program = json_object_get(row(0), "program");
    is_text(program, "path", "/bin/a");
    json_t *arguments = json_object_get(program, "arguments");
    ck_assert_uint_eq(json_array_size(arguments), 2);
    ck_assert_str_eq(json_string_value(json_array_get(arguments, 1)), "-x");
    is_null(program, "owner");
    ck_assert(json_is_false(json_object_get(row(0), "set_before")));
    json_t *setter = json_object_get(row(0), "setter");
    ck_assert_uint_eq(json_array_size(setter), 2);
    is_text(json_array_get(setter, 0), "module", "/nowhere/a.so");
    is_text(json_array_get(setter, 0), "build_id", "01fe20");
    is_text(json_array_get(setter, 0), "offset", "0x1c2");
    is_text(json_array_get(setter, 1), "offset", "0x99");
    is_null(json_array_get(setter, 0), "function");
    is_null(json_array_get(setter, 0), "line");
    is_text(json_object_get(row(0), "first"), "time", "2023-11-14T22:13:20Z");
    is_text(json_object_get(row(0), "first"), "host", "127.0.0.1");
    is_number(json_object_get(row(0), "first"), "port", 80);
    is_number(json_object_get(row(0), "last"), "port", 443);
    json_decref(json);
}
END_TEST

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* What is known of who ran a program. */
static const struct owned {
    const char *words;
    const char *name, *cgroup, *unit, *container; /* NULL: null */
} owned[] = {
    {"33|www-data|/system.slice/nginx.service|", "www-data",
     "/system.slice/nginx.service", "nginx.service", NULL},
    {"33|www-data||", "www-data", NULL, NULL, NULL},
    {"33|||", NULL, NULL, NULL, NULL},
    {"33", NULL, NULL, NULL, NULL},
    {"33||/user.slice/user-1.slice/user@1.service/app.slice/a.scope/b|", NULL,
     "/user.slice/user-1.slice/user@1.service/app.slice/a.scope/b", "a.scope", NULL},
    {"33||/system.slice/docker-" ID ".scope|", NULL,
     "/system.slice/docker-" ID ".scope", "docker-" ID ".scope", ID},
    {"33||/docker/" ID "/x.service|", NULL, "/docker/" ID "/x.service", "x.service",
     ID},
    {"33||/docker/" ID, NULL, "/docker/" ID, NULL, ID},
    {"33||/m.slice/libpod-conmon-" ID ".scope|", NULL,
     "/m.slice/libpod-conmon-" ID ".scope", "libpod-conmon-" ID ".scope", NULL},
    {"33||/machine.slice/machine-deb.scope|", NULL, "/machine.slice/machine-deb.scope",
     "machine-deb.scope", "deb"},
    {"33||/lxc.payload.web|", NULL, "/lxc.payload.web", NULL, "web"},
    {"33||/.scope/a.slice|", NULL, "/.scope/a.slice", NULL, NULL},
    {"33||//|", NULL, "//", NULL, NULL},
};

static void is_text_or_null(json_t *object, const char *key, const char *wanted)
{
    if (wanted)
        is_text(object, key, wanted);
    else
        is_null(object, key);
}

START_TEST(who_ran_it_is_told)
{
    const struct owned *wanted = &owned[_i];
    uint16_t program = make_program("/bin/a|a");

    make_owner(program, wanted->words);
    make_row(program, 0, 0, 1)->key.before = 1;
    print_and_parse();
    json_t *owner = json_object_get(json_object_get(row(0), "program"), "owner");
    is_number(owner, "user", 33);
    is_text_or_null(owner, "name", wanted->name);
    is_text_or_null(owner, "cgroup", wanted->cgroup);
    is_text_or_null(owner, "unit", wanted->unit);
    is_text_or_null(owner, "container", wanted->container);
    ck_assert(json_is_true(json_object_get(row(0), "set_before")));
    json_decref(json);
}
END_TEST

START_TEST(an_owner_out_of_bounds_is_not_known)
{
    uint16_t program = make_program("/bin/a|a");

    made.programs[program].length = sizeof made.programs[program].words - 1;
    made.programs[program].owner = 2;
    make_row(program, 0, 0, 1);
    print_and_parse();
    is_null(json_object_get(row(0), "program"), "owner");
    json_decref(json);
}
END_TEST

START_TEST(what_is_not_known_is_null)
{
    struct report_row *made_row = make_row(0, 0, 0, 1);

    made_row->key.family = 0;
    made_row->key.protocol = 0;
    made_row->first_time = 0;
    made_row->first.check++;
    print_and_parse();
    is_null(row(0), "family");
    is_null(row(0), "protocol");
    is_null(row(0), "program");
    ck_assert_uint_eq(json_array_size(json_object_get(row(0), "setter")), 0);
    is_null(json_object_get(row(0), "first"), "time");
    is_null(json_object_get(row(0), "first"), "host");
    is_null(json_object_get(row(0), "first"), "port");
    json_decref(json);
}
END_TEST

START_TEST(losses_are_numbers)
{
    struct report_header *header = &made.start.header;

    header->lost_rows = UINT32_MAX;
    header->lost_places = 6;
    header->lost_modules = 7;
    header->lost_programs = 8;
    make_row(0, 0, 0, 1)->key.action = 77;
    print_and_parse();
    json_t *lost = json_object_get(json, "lost");
    is_number(lost, "rows", UINT32_MAX);
    is_number(lost, "places", 6);
    is_number(lost, "modules", 7);
    is_number(lost, "programs", 8);
    is_number(lost, "damaged", 1);
    ck_assert(json_is_array(json_object_get(json, "rows")));
    json_decref(json);
}
END_TEST

START_TEST(great_counts_stay_integers)
{
    make_row(0, 0, 0, UINT32_MAX)->carry = UINT32_MAX;
    print_and_parse();
    is_number(row(0), "count", INT64_MAX);
    json_decref(json);
}
END_TEST

static const struct {
    const char *word, *escaped;
} words[] = {
    {"/bin/plain", "/bin/plain"},
    {"/bin/\xc3\xbc", "/bin/\xc3\xbc"},
    {"/bin/\xff\xc3\xbc", "/bin/\\xff\\xc3\\xbc"},
    {"/bin/\xc3\xbc\\xff", "/bin/\xc3\xbc\\\\xff"},
    {"/bin/\033\n\"", "/bin/\033\n\""},
    {"", ""},
};

START_TEST(no_row_is_lost_for_strange_bytes)
{
    make_row(make_program(words[_i].word), 0, 0, 1);
    print_and_parse();
    ck_assert_uint_eq(json_array_size(json_object_get(json, "rows")), 1);
    is_text(json_object_get(row(0), "program"), "path", words[_i].escaped);
    json_decref(json);
}
END_TEST

START_TEST(a_write_error_is_told)
{
    struct report *report = read_made();
    FILE *full = fopen("/dev/full", "r+"); /* not to make one where there is none */

    struct report_findings *findings = report_findings_open(report, NULL);
    if (full) {
        ck_assert(!report_json_print(full, findings, false));
        fclose(full);
    }
    report_findings_close(findings);
    report_free(report);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("report_json");
    Suite *suite = suite_create("report_json");
    SRunner *runner = srunner_create(suite);

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, make_nothing, NULL);
    tcase_add_test(tcase, everything_of_a_row_is_there);
    tcase_add_loop_test(tcase, who_ran_it_is_told, 0, sizeof owned / sizeof *owned);
    tcase_add_test(tcase, an_owner_out_of_bounds_is_not_known);
    tcase_add_test(tcase, what_is_not_known_is_null);
    tcase_add_test(tcase, losses_are_numbers);
    tcase_add_test(tcase, great_counts_stay_integers);
    tcase_add_loop_test(tcase, no_row_is_lost_for_strange_bytes, 0,
                        sizeof words / sizeof *words);
    tcase_add_test(tcase, a_write_error_is_told);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
