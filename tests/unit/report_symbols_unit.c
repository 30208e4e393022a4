/* SPDX-License-Identifier: ISC */
/* Lines and functions of this very program. */
#include "config.h"

#include "launcher/report/chain.h"
#include "launcher/report/symbols.h"
#include "report_maker.h"

#include <check.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uintptr_t base;
static const char *own_name;
static char self[PATH_MAX];
static struct report_symbols *symbols;
static struct report_module module;
static struct report_level level[REPORT_INLINED];

/* The program is the first module (dl_iterate_phdr(3)). */
static int take_base(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    base = info->dlpi_addr;
    return 1;
}

static void name_module(const char *path)
{
    memset(&module, 0, sizeof module);
    module.path_length = (uint16_t)strlen(path);
    memcpy(module.path, path, strlen(path));
}

static void set_up(void)
{
    memset(self, 0, sizeof self);
    ck_assert_ptr_nonnull(realpath(own_name, self));
    dl_iterate_phdr(take_base, NULL);
    name_module(self);
    symbols = report_symbols_open();
    ck_assert_ptr_nonnull(symbols);
}

static void take_down(void)
{
    report_symbols_close(symbols);
}

/* Returns the address that it returns to, in the module's terms. */
static __attribute__((noinline)) uint64_t here(void)
{
    return (uintptr_t)__builtin_return_address(0) - base;
}

static const int inner_line = __LINE__ + 3;
static inline __attribute__((always_inline)) uint64_t inner(void)
{
    uint64_t offset = here();
    __asm__ volatile(""); /* or the call may become a jump */
    return offset;
}

static const int outer_line = __LINE__ + 3;
static __attribute__((noinline)) uint64_t outer(void)
{
    uint64_t offset = inner();
    __asm__ volatile("");
    return offset;
}

static size_t find(uint64_t offset)
{
    return report_symbols_find(symbols, &module, offset, level);
}

static void ends_with(const char *text, const char *end)
{
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_ge(strlen(text), strlen(end));
    ck_assert_str_eq(text + strlen(text) - strlen(end), end);
}

START_TEST(function_and_line_of_a_call)
{
    uint64_t offset = here();
    int line = __LINE__ - 1;

    ck_assert_uint_eq(find(offset), 1);
    ends_with(level[0].function, "function_and_line_of_a_call_fn");
    ends_with(level[0].file, "report_symbols_unit.c");
    ck_assert_int_eq(level[0].line, line);
    ck_assert(!level[0].inlined);
    ck_assert_ptr_null(level[0].note);
}
END_TEST

START_TEST(an_inlined_function_does_not_hide_its_caller)
{
    ck_assert_uint_eq(find(outer()), 2);
    ck_assert_str_eq(level[0].function, "inner");
    ck_assert_int_eq(level[0].line, inner_line);
    ck_assert(level[0].inlined);
    ck_assert_str_eq(level[1].function, "outer");
    ends_with(level[1].file, "report_symbols_unit.c");
    ck_assert_int_eq(level[1].line, outer_line);
    ck_assert(!level[1].inlined);
}
END_TEST

START_TEST(the_report_names_both)
{
    make_nothing();
    uint64_t offset = outer();
    uint16_t slot = make_module(self), place = make_place(slot, offset);
    char line[64];

    make_row(0, place, place, 1);
    char *printed = print_made(200);
    snprintf(line, sizeof line, "report_symbols_unit.c:%d)\n", inner_line);
    ck_assert_ptr_nonnull(strstr(printed, line));
    snprintf(line, sizeof line, "report_symbols_unit.c:%d)\n", outer_line);
    ck_assert_ptr_nonnull(strstr(printed, line));
    ck_assert_ptr_nonnull(strstr(printed, "via outer ("));
    ck_assert_ptr_nonnull(strstr(printed, "Delete this setsockopt"));
    free(printed);
}
END_TEST

START_TEST(a_setter_in_a_function_of_its_own_may_serve_listeners)
{
    make_nothing();
    uint16_t slot = make_module(self), place = make_place(slot, outer());
    const char *sentence = "only on sockets that will listen";

    make_row(0, place, make_place(slot, here()), 1);
    char *printed = print_made(200);
    ck_assert_ptr_nonnull(strstr(printed, sentence));
    free(printed);
    made.rows[1].key.program = make_program("/usr/bin/perl|perl|x.pl");
    printed = print_made(200);
    ck_assert_ptr_null(strstr(printed, sentence));
    free(printed);
}
END_TEST

START_TEST(another_build_is_not_believed)
{
    module.build_id_length = 20;
    ck_assert_uint_eq(find(outer()), 1);
    ck_assert_ptr_null(level[0].function);
    ck_assert_str_eq(level[0].note, "replaced since the recording");
}
END_TEST

static const struct {
    const char *path, *note;
} strange[] = {
    {"/nowhere/at/all", "no longer there"},
    {"/dev/null", "no longer a program or library"},
    {"/", "no longer a program or library"},
    {"/proc/self/cmdline", "no longer a program or library"},
    {"/etc/passwd", "no longer a program or library"},
    {"a.out", "recorded with a relative path, so it is not searched for"},
    {"", "recorded with a relative path, so it is not searched for"},
    {"linux-vdso.so.1", "code of the kernel (vDSO)"},
    {"/x/y (deleted)", "deleted before the recording"},
};

START_TEST(strange_modules_are_named)
{
    name_module(strange[_i].path);
    ck_assert_uint_eq(find(64), 1);
    ck_assert_str_eq(level[0].note, strange[_i].note);
    ck_assert_ptr_null(level[0].function);
}
END_TEST

START_TEST(a_path_that_was_cut_is_not_opened)
{
    module.is_cut = 1;
    ck_assert_uint_eq(find(64), 1);
    ck_assert_str_eq(level[0].note, "its path was too long to be recorded");
}
END_TEST

START_TEST(strange_offsets_are_harmless)
{
    static const uint64_t offset[] = {0, 1, UINT64_MAX, 1ull << 63};

    for (size_t i = 0; i < sizeof offset / sizeof *offset; i++) {
        ck_assert_uint_eq(find(offset[i]), 1);
        ck_assert_ptr_null(level[0].file);
    }
}
END_TEST

static const struct {
    const char *file, *function;
    int line;
    size_t width;
    const char *name, *mangled;
} names[] = {
    {"../../util/sockets.c", "f", 7, 80, "f (util/sockets.c:7)", NULL},
    {"./build/../util/./sockets.c", "f", 7, 80, "f (util/sockets.c:7)", NULL},
    {"/a/b/../c.c", "f", 7, 80, "f (/a/c.c:7)", NULL},
    {"util/sockets.c", "f", 7, 19, "f (sockets.c:7)", NULL},
    {"util/sockets.c", "long_function", 77, 20, "sockets.c:77", NULL},
    {"util/sockets_with_long_names.c", "f", 1234567, 19, "socke..._names.c:1234567",
     NULL},
    {"x.c", NULL, 7, 80, "x.c:7", NULL},
    {NULL, "f", 0, 80, "f+0x12 (a.out)", NULL},
    {NULL, "f", 0, 10, "f+0x12", NULL},
    {NULL, NULL, 0, 80, "a.out+0x30", NULL},
    {"x.c", "net::Client<a::b>::reach", 7, 34, "net::Client<a::b>::reach (x.c:7)",
     "_Z"},
    {"x.c", "net::Client<a::b>::reach", 7, 20, "reach (x.c:7)", "_Z"},
    {"x.c", "net::Client::operator<", 7, 21, "operator< (x.c:7)", "_Z"},
    {"x.rs", "<net::Client>::reach::{{closure}}", 7, 30, "reach::{{closure}} (x.rs:7)",
     "_Z"},
    {"x.rs", "net::reach::<&str>", 7, 22, "reach::<&str> (x.rs:7)", "_Z"},
    {NULL, "net::Client<a::b>::reach", 0, 30, "net::Client<a::b>::reach+0x12", "_Z"},
    {NULL, "net::Client<a::b>::reach", 0, 20, "reach+0x12", "_Z"},
    {NULL, "_ZN3net5reachEv", 0, 20, "_ZN3net5reachEv+0x12", "_Z"},
    {NULL, "_ZN3net5reachEv", 0, 19, "a.out+0x30", "_Z"},
};

START_TEST(steps_are_named_as_well_as_fits)
{
    char text[REPORT_NAME];
    struct report_step step = {.module = &module, .offset = 0x30};

    name_module("/bin/a.out");
    step.level = (struct report_level){.file = names[_i].file,
                                       .function = names[_i].function,
                                       .mangled = names[_i].mangled,
                                       .line = names[_i].line,
                                       .within = 0x12};
    report_step_name(&step, text, names[_i].width);
    ck_assert_uint_le(strlen(text), names[_i].width);
    if (strlen(names[_i].name) <= names[_i].width)
        ck_assert_str_eq(text, names[_i].name);
    else
        ends_with(text, strrchr(names[_i].name, ':'));
}
END_TEST

int main(int argc, char **argv)
{
    TCase *tcase = tcase_create("report_symbols");
    Suite *suite = suite_create("report_symbols");
    SRunner *runner = srunner_create(suite);

    (void)argc;
    own_name = argv[0];
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, take_down);
    tcase_add_test(tcase, function_and_line_of_a_call);
    tcase_add_test(tcase, an_inlined_function_does_not_hide_its_caller);
    tcase_add_test(tcase, the_report_names_both);
    tcase_add_test(tcase, a_setter_in_a_function_of_its_own_may_serve_listeners);
    tcase_add_test(tcase, another_build_is_not_believed);
    tcase_add_loop_test(tcase, strange_modules_are_named, 0,
                        sizeof strange / sizeof *strange);
    tcase_add_test(tcase, a_path_that_was_cut_is_not_opened);
    tcase_add_test(tcase, strange_offsets_are_harmless);
    tcase_add_loop_test(tcase, steps_are_named_as_well_as_fits, 0,
                        sizeof names / sizeof *names);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
