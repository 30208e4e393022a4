/* SPDX-License-Identifier: ISC */
/* Unwind tables made by hand, for registers 6 (frame), 7 (stack) and 16 (return). */
#include "config.h"

#include "audit/unwind_table.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    FIRST = 0x1000, /* where the function starts, from the table */
    SECOND = 0x2000,
    LENGTH = 0x100, /* of each */
    CIE = 64,
    FDE = 128, /* of the first, that of the second 64 further */
};

static const struct unwind_registers registers = {6, 7, 16};
static unsigned char memory[320];
static struct unwind_rule rule;

static unsigned char *put32(unsigned char *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

static void finish(unsigned char *entry, const unsigned char *end)
{
    put32(entry, (uint32_t)(end - entry - 4));
}

/* A CIE: version 1, factors 1 and -8, return register 16, sdata4 pointers, and the
 * frame at register 7 plus 8 with the return address at its end. */
static void put_common(const char *letters, const unsigned char *data, size_t size)
{
    unsigned char *at = put32(memory + CIE + 4, 0);
    static const unsigned char program[] = {0x0c, 7, 8, 0x90, 1};

    *at++ = 1;
    memcpy(at, letters, strlen(letters) + 1);
    at += strlen(letters) + 1;
    *at++ = 1;
    *at++ = 0x78; /* -8 */
    *at++ = 16;
    *at++ = (unsigned char)size;
    memcpy(at, data, size);
    at += size;
    memcpy(at, program, sizeof program);
    finish(memory + CIE, at + sizeof program);
}

static void put_entry(unsigned at_byte, uint32_t start, const void *program,
                      size_t size)
{
    unsigned char *entry = memory + at_byte, *at;

    at = put32(entry + 4, at_byte + 4 - CIE);
    at = put32(at, start); /* read from the table instead */
    at = put32(at, LENGTH);
    *at++ = 0; /* no augmentation data */
    memcpy(at, program, size);
    finish(entry, at + size);
}

/* A table of two functions, the first of which has PROGRAM. */
static void put_table(const void *program, size_t size)
{
    static const unsigned char header[] = {1, 0x1b, 0x03, 0x3b};
    unsigned char *at = memory;

    memset(memory, 0, sizeof memory);
    memcpy(at, header, sizeof header);
    at = put32(at + sizeof header, 0);
    at = put32(at, 2);
    at = put32(put32(at, FIRST), FDE);
    put32(put32(at, SECOND), FDE + 64);
    put_common("zR", (const unsigned char[]){0x1b}, 1);
    put_entry(FDE, FIRST, program, size);
    put_entry(FDE + 64, SECOND, "", 0);
}

/* In a module that ends after SIZE bytes of the memory. */
static bool find_in(size_t size, uintptr_t address)
{
    struct memory_range module = {(uintptr_t)memory, (uintptr_t)memory + size, 0};

    memset(&rule, 0xff, sizeof rule);
    return unwind_table_find(&module, (uintptr_t)memory, (uintptr_t)memory + address,
                             &registers, &rule);
}

static bool find(uintptr_t address)
{
    return find_in(sizeof memory, address);
}

#define PROGRAM(...)                                                                   \
    put_table((const unsigned char[]){__VA_ARGS__},                                    \
              sizeof((const unsigned char[]){__VA_ARGS__}))

static void is_rule(int offset, bool from_frame_pointer, int frame_pointer)
{
    ck_assert_int_eq(rule.frame_offset, offset);
    ck_assert_int_eq(rule.from_frame_pointer, from_frame_pointer);
    ck_assert_int_eq(rule.return_offset, -8);
    ck_assert_int_eq(rule.frame_pointer_saved, frame_pointer != 0);
    if (frame_pointer)
        ck_assert_int_eq(rule.frame_pointer_offset, frame_pointer);
}

START_TEST(each_instruction_holds_from_where_it_stands)
{
    /* push the frame pointer at 1, make it the base at 4, take it back at 0x50 */
    PROGRAM(0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x02, 0x4c, 0x0c, 7, 8, 0xc6);
    ck_assert(find(FIRST));
    is_rule(8, false, 0);
    ck_assert(find(FIRST + 1));
    is_rule(16, false, -16);
    ck_assert(find(FIRST + 3));
    is_rule(16, false, -16);
    ck_assert(find(FIRST + 4));
    is_rule(16, true, -16);
    ck_assert(find(FIRST + 0x4f));
    is_rule(16, true, -16);
    ck_assert(find(FIRST + 0x50));
    is_rule(8, false, 0);
    ck_assert(find(FIRST + LENGTH - 1));
    is_rule(8, false, 0);
}
END_TEST

START_TEST(only_what_is_in_a_function_has_a_rule)
{
    PROGRAM(0);
    ck_assert(!find(FIRST - 1));
    ck_assert(!find(FIRST + LENGTH));
    ck_assert(!find(SECOND - 1));
    ck_assert(find(SECOND));
    ck_assert(find(SECOND + LENGTH - 1));
    ck_assert(!find(SECOND + LENGTH));
}
END_TEST

START_TEST(states_are_remembered)
{
    PROGRAM(0x0e, 32, 0x41, 0x0a, 0x0e, 8, 0x41, 0x0b);
    ck_assert(find(FIRST + 1));
    is_rule(8, false, 0);
    ck_assert(find(FIRST + 2));
    is_rule(32, false, 0);
    PROGRAM(0x0b);
    ck_assert(!find(FIRST)); /* nothing to bring back */
}
END_TEST

START_TEST(long_forms)
{
    PROGRAM(0x03, 0x10, 0, 0x0e, 0x90, 0x01, 0x04, 0x10, 0, 0, 0, 0x12, 7, 0x7e);
    ck_assert(find(FIRST + 0x0f));
    is_rule(8, false, 0);
    ck_assert(find(FIRST + 0x10));
    is_rule(0x90, false, 0);
    ck_assert(find(FIRST + 0x20));
    is_rule(16, false, 0);
    PROGRAM(0x05, 6, 3, 0x2e, 16, 0x13, 0x7d);
    ck_assert(find(FIRST));
    is_rule(24, false, -24);
    PROGRAM(0x11, 6, 3, 0x0e, 24);
    ck_assert(find(FIRST));
    is_rule(24, false, -24);
    PROGRAM(0x86, 2, 0x08, 6);
    ck_assert(find(FIRST));
    is_rule(8, false, 0);
    PROGRAM(0x86, 2, 0x06, 6);
    ck_assert(find(FIRST));
    is_rule(8, false, 0);
}
END_TEST

START_TEST(what_is_not_understood_has_no_rule)
{
    PROGRAM(0x0f, 2, 0x77, 8); /* the frame by an expression */
    ck_assert(!find(FIRST));
    PROGRAM(0x0f, 2, 0x77, 8, 0x0c, 7, 8); /* but no longer */
    ck_assert(find(FIRST));
    PROGRAM(0x10, 16, 2, 0x77, 8); /* the return address by one */
    ck_assert(!find(FIRST));
    PROGRAM(0x10, 3, 2, 0x77, 8); /* another register by one */
    ck_assert(find(FIRST));
    PROGRAM(0x07, 16); /* the end of the stack */
    ck_assert(!find(FIRST));
    PROGRAM(0x09, 6, 3); /* the frame pointer in another register */
    ck_assert(!find(FIRST));
    PROGRAM(0x0d, 3); /* the frame at another register */
    ck_assert(!find(FIRST));
    PROGRAM(0x3f); /* no such instruction */
    ck_assert(!find(FIRST));
    PROGRAM(0x0e, 0xff, 0xff, 0xff, 0x7f); /* a frame of 256 MiB */
    ck_assert(!find(FIRST));
}
END_TEST

START_TEST(other_tables_have_no_rule)
{
    PROGRAM(0);
    memory[3] = 0x1b;
    ck_assert(!find(FIRST));
    PROGRAM(0);
    memory[0] = 2;
    ck_assert(!find(FIRST));
    PROGRAM(0);
    put_common("zRS", (const unsigned char[]){0x1b}, 1); /* a signal's frame */
    ck_assert(!find(FIRST));
    put_common("zPLR", (const unsigned char[]){0x1b, 0, 0, 0, 0, 0x1b, 0x1b}, 7);
    ck_assert(find(FIRST));
    is_rule(8, false, 0);
    put_common("zX", (const unsigned char[]){0x1b}, 1);
    ck_assert(!find(FIRST));
    PROGRAM(0);
    put32(memory + FDE, 0xffffffff); /* the 64-bit form */
    ck_assert(!find(FIRST));
    PROGRAM(0);
    memory[CIE + 8] = 9; /* the version */
    ck_assert(!find(FIRST));
}
END_TEST

/* Where the table, its rows and the two entries of a function end. */
START_TEST(what_is_outside_of_the_module_is_not_read)
{
    PROGRAM(0);
    ck_assert(find_in(FDE + 4 + 13 + 1, FIRST));
    ck_assert(!find_in(FDE + 4 + 13, FIRST));
    ck_assert(!find_in(FDE + 3, FIRST));
    ck_assert(!find_in(12 + 15, FIRST));
    ck_assert(!find_in(11, FIRST));
    put32(memory + 8, 0x7fffffff); /* the count of rows */
    ck_assert(!find(FIRST));
    PROGRAM(0);
    put32(memory + 16, 0x7ff00000); /* where the first entry is */
    ck_assert(!find(FIRST));
    PROGRAM(0);
    put32(memory + FDE, 0xfffffeff); /* the first entry's length */
    ck_assert(!find(FIRST));
    PROGRAM(0);
    put32(memory + FDE + 4, 0x7ff00000); /* how far it is from its CIE */
    ck_assert(!find(FIRST));
    PROGRAM(0);
    put32(memory + CIE, 0xfffffeff);
    ck_assert(!find(FIRST));
}
END_TEST

/* Two pages, the second of which can't be read: the memory of a hole in a module. */
static char *page_before_a_hole(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages =
        mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);

    ck_assert_ptr_ne(pages, MAP_FAILED);
    ck_assert_int_eq(mprotect(pages + page, page, PROT_NONE), 0);
    return pages;
}

START_TEST(what_the_kernel_can_not_read_is_not_read)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    char *pages = page_before_a_hole();
    uintptr_t end = (uintptr_t)pages + page, table = end - sizeof memory;
    struct memory_range module = {(uintptr_t)pages, end + page, 0};

    PROGRAM(0);
    memcpy((void *)table, memory, sizeof memory);
    ck_assert(unwind_table_find(&module, table, table + FIRST, &registers, &rule));
    put32((unsigned char *)table + FDE, sizeof memory); /* its length: into the hole */
    ck_assert(!unwind_table_find(&module, table, table + FIRST, &registers, &rule));
    table = end + 16;
    ck_assert(!unwind_table_find(&module, table, table + FIRST, &registers, &rule));
    ck_assert(memory_is_there(&module, end - 1, 1));
    ck_assert(!memory_is_there(&module, end - 1, 2));
    ck_assert(!memory_is_there(&module, (uintptr_t)pages - 1, 2));
    munmap(pages, 2 * page);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unwind_table");
    TCase *tests = tcase_create("tables");

    tcase_add_test(tests, each_instruction_holds_from_where_it_stands);
    tcase_add_test(tests, only_what_is_in_a_function_has_a_rule);
    tcase_add_test(tests, states_are_remembered);
    tcase_add_test(tests, long_forms);
    tcase_add_test(tests, what_is_not_understood_has_no_rule);
    tcase_add_test(tests, other_tables_have_no_rule);
    tcase_add_test(tests, what_is_outside_of_the_module_is_not_read);
    tcase_add_test(tests, what_the_kernel_can_not_read_is_not_read);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
