/* SPDX-License-Identifier: ISC */
/* The policy's table, each row and each setting. */
#include "config.h"

#include "fix/policy.h"

#include <check.h>
#include <stdlib.h>

static const struct settings defaults;

static enum action ask(enum call call, enum port_origin origin,
                       struct settings settings)
{
    return policy(call, origin, false, &settings);
}

static enum action ask_datagram(enum call call, enum port_origin origin,
                                struct settings settings)
{
    return policy(call, origin, true, &settings);
}

START_TEST(connect_clears_where_the_kernel_chooses)
{
    ck_assert_int_eq(ask(CALL_CONNECT, PORT_NONE, defaults), CLEAR);
    ck_assert_int_eq(ask(CALL_CONNECT, PORT_BIND_ANY, defaults), CLEAR);
    ck_assert_int_eq(ask(CALL_CONNECT, PORT_FAILED, defaults), CLEAR);
    ck_assert_int_eq(ask_datagram(CALL_CONNECT, PORT_NONE, defaults), CLEAR);
    ck_assert_int_eq(ask_datagram(CALL_CONNECT, PORT_FAILED, defaults), CLEAR);
}
END_TEST

/* The port is its own since bind, and DTLS servers bind the next socket to it. */
START_TEST(connect_of_a_bound_datagram_socket_clears_for_the_while)
{
    ck_assert_int_eq(ask_datagram(CALL_CONNECT, PORT_BIND_ANY, defaults), CLEAR_AROUND);
}
END_TEST

START_TEST(connect_leaves_the_programs_own_port)
{
    ck_assert_int_eq(ask(CALL_CONNECT, PORT_OWN, defaults), LEAVE);
    ck_assert_int_eq(ask_datagram(CALL_CONNECT, PORT_OWN, defaults), LEAVE);
}
END_TEST

START_TEST(bind_to_port_0_clears_for_the_while)
{
    ck_assert_int_eq(ask(CALL_BIND_ANY, PORT_NONE, defaults), CLEAR_AROUND);
    ck_assert_int_eq(ask_datagram(CALL_BIND_ANY, PORT_NONE, defaults), CLEAR_AROUND);
}
END_TEST

START_TEST(first_send_clears)
{
    ck_assert_int_eq(ask_datagram(CALL_SEND, PORT_NONE, defaults), CLEAR);
    ck_assert_int_eq(ask_datagram(CALL_SEND, PORT_FAILED, defaults), CLEAR);
}
END_TEST

/* MSG_FASTOPEN makes a connect of a send. */
START_TEST(send_of_a_stream_socket_clears_as_connect)
{
    ck_assert_int_eq(ask(CALL_SEND, PORT_NONE, defaults), CLEAR);
    ck_assert_int_eq(ask(CALL_SEND, PORT_BIND_ANY, defaults), CLEAR);
}
END_TEST

/* A server on the port that bind gave must not lose the flag by answering. */
START_TEST(send_of_a_bound_socket_leaves)
{
    ck_assert_int_eq(ask(CALL_SEND, PORT_OWN, defaults), LEAVE);
    ck_assert_int_eq(ask_datagram(CALL_SEND, PORT_OWN, defaults), LEAVE);
    ck_assert_int_eq(ask_datagram(CALL_SEND, PORT_BIND_ANY, defaults), LEAVE);
}
END_TEST

START_TEST(restore_sets_again_always)
{
    struct settings restore = {.mode = MODE_RESTORE};

    ck_assert_int_eq(ask(CALL_CONNECT, PORT_NONE, restore), CLEAR_AROUND);
    ck_assert_int_eq(ask(CALL_CONNECT, PORT_BIND_ANY, restore), CLEAR_AROUND);
    ck_assert_int_eq(ask(CALL_SEND, PORT_NONE, restore), CLEAR_AROUND);
    ck_assert_int_eq(ask(CALL_BIND_ANY, PORT_NONE, restore), CLEAR_AROUND);
    ck_assert_int_eq(ask(CALL_CONNECT, PORT_OWN, restore), LEAVE);
}
END_TEST

START_TEST(off_leaves_everything)
{
    struct settings off = {.mode = MODE_OFF, .bound = BOUND_STRIP};

    for (enum call call = CALL_CONNECT; call <= CALL_SET_FLAG; call++)
        for (enum port_origin origin = PORT_NONE; origin <= PORT_FAILED; origin++) {
            ck_assert_int_eq(ask(call, origin, off), LEAVE);
            ck_assert_int_eq(ask_datagram(call, origin, off), LEAVE);
        }
}
END_TEST

START_TEST(bound_strip_reaches_own_ports_at_connect_alone)
{
    struct settings strip = {.bound = BOUND_STRIP};

    ck_assert_int_eq(ask(CALL_CONNECT, PORT_OWN, strip), CLEAR);
    ck_assert_int_eq(ask_datagram(CALL_CONNECT, PORT_OWN, strip), CLEAR);
    ck_assert_int_eq(ask(CALL_SEND, PORT_OWN, strip), LEAVE);
}
END_TEST

START_TEST(setting_the_flag_is_left)
{
    for (enum port_origin origin = PORT_NONE; origin <= PORT_FAILED; origin++)
        ck_assert_int_eq(ask(CALL_SET_FLAG, origin, defaults), LEAVE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("policy");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, connect_clears_where_the_kernel_chooses);
    tcase_add_test(rows, connect_of_a_bound_datagram_socket_clears_for_the_while);
    tcase_add_test(rows, connect_leaves_the_programs_own_port);
    tcase_add_test(rows, bind_to_port_0_clears_for_the_while);
    tcase_add_test(rows, first_send_clears);
    tcase_add_test(rows, send_of_a_stream_socket_clears_as_connect);
    tcase_add_test(rows, send_of_a_bound_socket_leaves);
    tcase_add_test(rows, restore_sets_again_always);
    tcase_add_test(rows, off_leaves_everything);
    tcase_add_test(rows, bound_strip_reaches_own_ports_at_connect_alone);
    tcase_add_test(rows, setting_the_flag_is_left);
    suite_add_tcase(suite, rows);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
