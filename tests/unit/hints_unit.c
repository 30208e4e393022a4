/* SPDX-License-Identifier: ISC */
/* What is remembered of descriptors and ports, for numbers that few may open. */
#include "config.h"

#include "fix/hints.h"

#include "fix/socket.h"

#include <check.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { FAR = (1 << 16) + 3, FARTHER = (1 << 20) + 5 };

enum { SEQPACKET = 100, NOT_TOLD = 101, USED_AGAIN = 102 };

static unsigned asked;
static int type_of_used_again = SOCK_STREAM;

/* Odd numbers are datagram sockets. */
int socket_type(int fd)
{
    asked++;
    if (fd == SEQPACKET || fd == NOT_TOLD)
        return fd == SEQPACKET ? SOCK_SEQPACKET : 0;
    if (fd == USED_AGAIN)
        return type_of_used_again;
    return fd % 2 ? SOCK_DGRAM : SOCK_STREAM;
}

START_TEST(cleared_flags_are_of_one_number)
{
    hints_set_cleared(FAR, FLAG_REUSEPORT);
    ck_assert_uint_eq(hints_cleared(FAR), FLAG_REUSEPORT);
    ck_assert_uint_eq(hints_cleared((uint16_t)FAR), 0);
    hints_set_cleared((uint16_t)FAR, 0); /* is none of its business */
    ck_assert_uint_eq(hints_cleared(FAR), FLAG_REUSEPORT);
    hints_set_cleared(FAR, 0);
    ck_assert_uint_eq(hints_cleared(FAR), 0);
    hints_set_cleared(3, FLAG_REUSEPORT);
    hints_set_cleared(3, 0);
    ck_assert_uint_eq(hints_cleared(3), 0);
}
END_TEST

START_TEST(cleared_descriptors_are_found)
{
    unsigned at = 0;

    ck_assert_int_eq(hints_next_cleared(&at), -1);
    hints_set_cleared(0, FLAG_REUSEADDR);
    hints_set_cleared(FAR, FLAG_REUSEADDR);
    hints_set_cleared(FARTHER, ALL_FLAGS);
    hints_set_cleared(65535, FLAG_REUSEPORT);
    at = 0;
    ck_assert_int_eq(hints_next_cleared(&at), 0);
    ck_assert_int_eq(hints_next_cleared(&at), FAR);
    ck_assert_int_eq(hints_next_cleared(&at), FARTHER);
    ck_assert_int_eq(hints_next_cleared(&at), 65535);
    ck_assert_int_eq(hints_next_cleared(&at), -1);
    ck_assert_uint_eq(at, 1 << 16); /* and nothing beyond was read */
}
END_TEST

START_TEST(ports_are_kept_apart_by_type)
{
    bool datagram = true;

    hints_port_given(4, 1000, PORT_BIND_ANY);
    ck_assert_int_eq(hints_port_origin(4, 1000, &datagram), PORT_BIND_ANY);
    ck_assert(!datagram);
    ck_assert_int_eq(hints_port_origin(5, 1000, &datagram), PORT_OWN);
    hints_port_given(5, 1000, PORT_FAILED);
    ck_assert_int_eq(hints_port_origin(5, 1000, &datagram), PORT_FAILED);
    ck_assert(datagram);
    ck_assert_int_eq(hints_port_origin(4, 1000, &datagram), PORT_BIND_ANY);
    hints_port_is_own(7, 1000);
    ck_assert_int_eq(hints_port_origin(5, 1000, &datagram), PORT_OWN);
    ck_assert_int_eq(hints_port_origin(4, 1000, &datagram), PORT_BIND_ANY);
}
END_TEST

START_TEST(a_duplicate_of_a_port_is_found)
{
    bool datagram = true;

    hints_port_given(4, 1001, PORT_BIND_ANY);
    ck_assert_int_eq(hints_port_origin(FAR + 1, 1001, &datagram), PORT_BIND_ANY);
    ck_assert(!datagram);
    ck_assert_int_eq(hints_port_origin(4, 1002, &datagram), PORT_OWN);
    ck_assert_int_eq(hints_port_origin(4, 0, &datagram), PORT_NONE);
}
END_TEST

/* The system calls that hints_port_origin makes for FD. */
static unsigned questions(int fd, unsigned port)
{
    bool datagram;

    asked = 0;
    hints_port_origin(fd, port, &datagram);
    return asked;
}

START_TEST(the_type_is_asked_where_it_is_not_known)
{
    ck_assert_uint_eq(questions(0, 65535), 0);
    hints_port_given(0, 65535, PORT_BIND_ANY);
    ck_assert_uint_eq(questions(0, 65535), 0);
    ck_assert_uint_eq(questions(1, 65535), 1);
    hints_port_given(1, 65535, PORT_BIND_ANY);
    ck_assert_uint_eq(questions(0, 65535), 1);
    hints_port_is_own(0, 65535);
    ck_assert_uint_eq(questions(1, 65535), 0);
    ck_assert_uint_eq(questions(0, 65535), 1);
    hints_port_is_own(1, 65535);
    ck_assert_uint_eq(questions(0, 65535), 0);
    ck_assert_uint_eq(questions(2, 65535), 0);
}
END_TEST

/* The number of a descriptor that was closed is now one of another type. */
START_TEST(a_number_has_one_type)
{
    hints_port_given(USED_AGAIN, 1003, PORT_BIND_ANY);
    hints_port_given(5, 1003, PORT_BIND_ANY);
    type_of_used_again = SOCK_DGRAM;
    hints_port_is_own(USED_AGAIN, 1003);
    ck_assert_uint_eq(questions(2, 1003), 0); /* nothing is left */
}
END_TEST

/* As after bind with IP_BIND_ADDRESS_NO_PORT: connect will choose it. */
START_TEST(no_port_is_not_remembered)
{
    hints_port_given(4, 0, PORT_BIND_ANY);
    ck_assert_uint_eq(questions(5, 0), 0);
}
END_TEST

START_TEST(other_types_are_not_remembered)
{
    bool datagram = true;

    hints_port_given(SEQPACKET, 1004, PORT_BIND_ANY);
    ck_assert_int_eq(hints_port_origin(SEQPACKET, 1004, &datagram), PORT_OWN);
    hints_port_given(NOT_TOLD, 1004, PORT_BIND_ANY);
    ck_assert_int_eq(hints_port_origin(NOT_TOLD, 1004, &datagram), PORT_BIND_ANY);
    ck_assert(!datagram);
}
END_TEST

START_TEST(sends_are_harmless_until_the_next_flag)
{
    ck_assert(hints_is_harmless(FAR)); /* none was ever set */
    hints_flag_set();
    ck_assert(!hints_is_harmless(FAR));
    ck_assert(!hints_is_harmless(1)); /* so many flags were set */
    hints_set_harmless(FAR, hints_now());
    ck_assert(hints_is_harmless(FAR));
    ck_assert(!hints_is_harmless((uint16_t)FAR));
    hints_flag_set();
    ck_assert(!hints_is_harmless(FAR));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hints");
    TCase *tests = tcase_create("hints");

    tcase_add_test(tests, cleared_flags_are_of_one_number);
    tcase_add_test(tests, cleared_descriptors_are_found);
    tcase_add_test(tests, ports_are_kept_apart_by_type);
    tcase_add_test(tests, a_duplicate_of_a_port_is_found);
    tcase_add_test(tests, the_type_is_asked_where_it_is_not_known);
    tcase_add_test(tests, a_number_has_one_type);
    tcase_add_test(tests, no_port_is_not_remembered);
    tcase_add_test(tests, other_types_are_not_remembered);
    tcase_add_test(tests, sends_are_harmless_until_the_next_flag);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
