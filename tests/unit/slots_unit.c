/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "audit/slots.h"
#include "report_file.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 512 };

/* Slots as report_file.h has them: a state, a key, and something else. */
static struct entry {
    _Atomic uint32_t state;
    uint32_t key[2];
    uint32_t rest;
} table[SLOTS];

static _Atomic uint32_t lost;
static const struct slots slots = {table, sizeof table[0], SLOTS, sizeof table[0].key};

static unsigned find(uint32_t first, uint32_t second)
{
    uint32_t key[2] = {first, second};

    return slots_find(&slots, key, &lost);
}

static void empty(void)
{
    memset(table, 0, sizeof table);
    lost = 0;
}

START_TEST(a_key_keeps_its_slot)
{
    unsigned slot = find(1, 2);

    ck_assert_uint_ne(slot, 0);
    ck_assert_uint_eq(find(1, 2), slot);
    ck_assert_uint_ne(find(2, 1), slot);
    ck_assert_uint_ne(find(1, 3), slot);
    ck_assert_uint_eq(table[slot].key[0], 1);
    ck_assert_uint_eq(table[slot].key[1], 2);
    ck_assert_uint_ge(table[slot].state, SLOT_READY);
    ck_assert_uint_eq(lost, 0);
}
END_TEST

START_TEST(slot_0_stays_free)
{
    for (uint32_t i = 0; i < 10 * SLOTS; i++)
        find(i, i);
    ck_assert_uint_eq(table[0].state, SLOT_FREE);
}
END_TEST

START_TEST(a_full_table_counts_what_it_drops)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < 10 * SLOTS; i++)
        kept += find(i, 7) != 0;
    ck_assert_uint_ge(kept, SLOTS / 2);
    ck_assert_uint_lt(kept, SLOTS);
    ck_assert_uint_eq(kept + lost, 10 * SLOTS);
    uint32_t dropped = lost;
    unsigned slot = find(0, 7); /* what is in it is still found */
    ck_assert_uint_ne(slot, 0);
    ck_assert_uint_eq(lost, dropped);
}
END_TEST

START_TEST(a_busy_slot_is_passed_by)
{
    unsigned slot = find(1, 2);

    table[slot].state = SLOT_BUSY; /* its writer was killed */
    unsigned other = find(1, 2);
    ck_assert_uint_ne(other, 0);
    ck_assert_uint_ne(other, slot);
    ck_assert_uint_eq(find(1, 2), other);
    ck_assert_uint_eq(table[slot].state, SLOT_BUSY);
}
END_TEST

START_TEST(equal_hashes_are_told_apart)
{
    unsigned slot = find(1, 2);

    table[slot].key[1] = 3; /* as if another key had this hash */
    ck_assert_uint_ne(find(1, 2), slot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("slots");
    TCase *tests = tcase_create("slots");

    tcase_add_checked_fixture(tests, empty, NULL);
    tcase_add_test(tests, a_key_keeps_its_slot);
    tcase_add_test(tests, slot_0_stays_free);
    tcase_add_test(tests, a_full_table_counts_what_it_drops);
    tcase_add_test(tests, a_busy_slot_is_passed_by);
    tcase_add_test(tests, equal_hashes_are_told_apart);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
