/* SPDX-License-Identifier: ISC */
/* The rule's table, each row and each setting. */
#include "config.h"

#include "preload/rule.h"

#include <check.h>
#include <stdlib.h>

static const struct options defaults;

static enum action ask(enum occasion occasion, enum port_origin origin,
                       struct options options)
{
    return rule(occasion, origin, false, &options);
}

START_TEST(connect_clears_where_the_kernel_chooses)
{
    ck_assert_int_eq(ask(TO_CONNECT, PORT_NONE, defaults), CLEAR);
    ck_assert_int_eq(ask(TO_CONNECT, PORT_BIND_ANY, defaults), CLEAR);
    ck_assert_int_eq(ask(TO_CONNECT, PORT_LEFT_OVER, defaults), CLEAR);
}
END_TEST

START_TEST(connect_leaves_the_programs_own_port)
{
    ck_assert_int_eq(ask(TO_CONNECT, PORT_OWN, defaults), LEAVE);
}
END_TEST

START_TEST(connect_leaves_what_is_taken)
{
    ck_assert_int_eq(rule(TO_CONNECT, PORT_NONE, true, &defaults), LEAVE);
    ck_assert_int_eq(rule(TO_CONNECT, PORT_BIND_ANY, true, &defaults), LEAVE);
    ck_assert_int_eq(
        rule(TO_CONNECT, PORT_OWN, true, &(struct options){.bound = BOUND_STRIP}),
        LEAVE);
}
END_TEST

START_TEST(bind_to_port_0_clears_for_the_while)
{
    ck_assert_int_eq(ask(TO_BIND_ANY, PORT_NONE, defaults), CLEAR_AROUND);
}
END_TEST

START_TEST(first_send_clears)
{
    ck_assert_int_eq(ask(TO_SEND, PORT_NONE, defaults), CLEAR);
    ck_assert_int_eq(ask(TO_SEND, PORT_LEFT_OVER, defaults), CLEAR);
}
END_TEST

/* A server on the port that bind gave must not lose the flag by answering. */
START_TEST(send_of_a_bound_socket_leaves)
{
    ck_assert_int_eq(ask(TO_SEND, PORT_OWN, defaults), LEAVE);
    ck_assert_int_eq(ask(TO_SEND, PORT_BIND_ANY, defaults), LEAVE);
}
END_TEST

START_TEST(restore_puts_back_always)
{
    struct options restore = {.mode = MODE_RESTORE};

    ck_assert_int_eq(ask(TO_CONNECT, PORT_NONE, restore), CLEAR_AROUND);
    ck_assert_int_eq(ask(TO_CONNECT, PORT_BIND_ANY, restore), CLEAR_AROUND);
    ck_assert_int_eq(ask(TO_SEND, PORT_NONE, restore), CLEAR_AROUND);
    ck_assert_int_eq(ask(TO_BIND_ANY, PORT_NONE, restore), CLEAR_AROUND);
    ck_assert_int_eq(ask(TO_CONNECT, PORT_OWN, restore), LEAVE);
}
END_TEST

START_TEST(off_leaves_everything)
{
    struct options off = {.mode = MODE_OFF, .bound = BOUND_STRIP};

    for (enum occasion occasion = TO_CONNECT; occasion <= TO_SEND; occasion++)
        for (enum port_origin origin = PORT_NONE; origin <= PORT_LEFT_OVER; origin++)
            ck_assert_int_eq(ask(occasion, origin, off), LEAVE);
}
END_TEST

START_TEST(bound_strip_reaches_own_ports_at_connect_alone)
{
    struct options strip = {.bound = BOUND_STRIP};

    ck_assert_int_eq(ask(TO_CONNECT, PORT_OWN, strip), CLEAR);
    ck_assert_int_eq(ask(TO_SEND, PORT_OWN, strip), LEAVE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rule");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, connect_clears_where_the_kernel_chooses);
    tcase_add_test(rows, connect_leaves_the_programs_own_port);
    tcase_add_test(rows, connect_leaves_what_is_taken);
    tcase_add_test(rows, bind_to_port_0_clears_for_the_while);
    tcase_add_test(rows, first_send_clears);
    tcase_add_test(rows, send_of_a_bound_socket_leaves);
    tcase_add_test(rows, restore_puts_back_always);
    tcase_add_test(rows, off_leaves_everything);
    tcase_add_test(rows, bound_strip_reaches_own_ports_at_connect_alone);
    suite_add_tcase(suite, rows);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
