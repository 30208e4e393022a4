/* SPDX-License-Identifier: ISC */
/*
 * Behaviour tests: each case runs in a process of its own, with the library preloaded
 * under the settings that the case names, against the real kernel.
 */
#ifndef NOREUSEADDR_TESTS_CASES_H
#define NOREUSEADDR_TESTS_CASES_H

#include <stddef.h>

/* In place of settings: the case runs without the library. */
#define WITHOUT_LIBRARY ((const char *)0)

/*
 * Over which kinds of sockets a case is run: once for each, or just once.  RESETTABLE
 * ones can be given the flag after connect; MPTCP answers EINVAL
 * (mptcp_setsockopt_sol_socket in net/mptcp/sockopt.c).  IPV4 is TCP and UDP.
 * NOT_SCTP are the streams that have a TIME_WAIT and a queue that holds back clients.
 */
enum over {
    ONCE,
    STREAMS,
    DATAGRAMS,
    ALL_KINDS,
    RESETTABLE,
    TCP,
    MPTCP,
    SCTP,
    NOT_SCTP,
    IPV4,
    IPV4_DATAGRAMS,
    IPV4_TCP,
};

struct test_case {
    const char *name;
    const char *settings; /* value of NOREUSEADDR_OPTIONS, "" for none */
    enum over over;
    void (*run)(void); /* returns if all went well */
};

/*
 * Runs CASES, which end with a NULL name, prints TAP and returns the exit status for
 * main.
 */
int cases_main(int argc, char **argv, const struct test_case *cases);

/* The kind of socket that the case is to be run with. */
extern const struct kind *case_kind;

/* Ends the case as failed, with the place and the condition, unless CONDITION holds. */
#define EXPECT(condition)                                                              \
    do {                                                                               \
        if (!(condition))                                                              \
            case_failed(__FILE__, __LINE__, #condition);                               \
    } while (0)

/* The same for two integers, and names both values. */
#define EXPECT_INT(got, wanted)                                                        \
    case_expect_int(__FILE__, __LINE__, #got, (long)(got), (long)(wanted))

/* A line that says why the case is about to fail; it comes after the result. */
void case_explain(const char *format, ...) __attribute__((format(printf, 1, 2)));
void case_failed(const char *file, int line, const char *condition)
    __attribute__((noreturn));
void case_expect_int(const char *file, int line, const char *what, long got,
                     long wanted);

/* Ends the case as skipped, for REASON. */
void case_skip(const char *reason) __attribute__((noreturn));

/*
 * Executes this program again under the library with SETTINGS, to run the case called
 * NAME (one with settings of its own is not needed: "helper" cases are named with a
 * leading dot and not run by themselves), with the descriptor FD as case_fd.
 */
void case_exec(const char *settings, const char *name, int fd)
    __attribute__((noreturn));

/*
 * What the kernel itself makes of this case: it is run again without the library, in
 * another process, which has case_role set to ROLE and ends with case_answer.  Returns
 * that answer.
 */
long case_without_library(const char *role);
void case_answer(long answer) __attribute__((noreturn));
extern const char *case_role; /* NULL in the case proper */

/* The absolute path of this program, as the case was executed. */
const char *case_program(void);

/* The descriptor that case_exec handed over. */
extern int case_fd;

#endif
