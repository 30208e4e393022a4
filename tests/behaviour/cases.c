/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "cases.h"

#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PASSED = 0, FAILED = 1, SKIPPED = 77, SECONDS = 60 };

int case_fd = -1;
const struct kind *case_kind = kinds;
const char *case_role;
static const char *case_name;
static int reason_fd = -1;

void case_explain(const char *format, ...)
{
    va_list arguments;
    char text[1000];

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (dprintf(reason_fd, "# %s\n", text) < 0) /* no case, or it has closed all */
        dprintf(STDOUT_FILENO, "# %s\n", text);
}

void case_failed(const char *file, int line, const char *condition)
{
    case_explain("%s:%d: not true: %s (errno %d, %s)", file, line, condition, errno,
                 strerror(errno));
    _exit(FAILED);
}

void case_expect_int(const char *file, int line, const char *what, long got,
                     long wanted)
{
    if (got == wanted)
        return;
    case_explain("%s:%d: %s is %ld, not %ld (errno %d, %s)", file, line, what, got,
                 wanted, errno, strerror(errno));
    _exit(FAILED);
}

void case_skip(const char *reason)
{
    dprintf(reason_fd, "%s", reason);
    _exit(SKIPPED);
}

static void set_settings(const char *settings)
{
    bool records = settings != WITHOUT_LIBRARY && strstr(settings, "report=");

    if (settings == WITHOUT_LIBRARY) {
        unsetenv("LD_PRELOAD");
        return;
    }
    setenv("LD_PRELOAD", getenv(records ? "LIBNOREUSEADDR_AUDIT" : "LIBNOREUSEADDR"),
           1);
    setenv("NOREUSEADDR_OPTIONS", settings, 1);
}

static const char *program; /* its absolute path, which each case gets as its name */

const char *case_program(void)
{
    return program;
}

/* Its arguments: the case, the kind, the descriptor for case_skip, one for the case. */
static void exec_case(const char *settings, const char *name, int fd)
{
    char kind[16], reason[16], handed[16];

    snprintf(kind, sizeof kind, "%d", (int)(case_kind - kinds));
    snprintf(reason, sizeof reason, "%d", reason_fd);
    snprintf(handed, sizeof handed, "%d", fd);
    set_settings(settings);
    execl(program, program, name, kind, reason, handed, (char *)NULL);
    _exit(FAILED);
}

void case_exec(const char *settings, const char *name, int fd)
{
    exec_case(settings, name, fd);
    _exit(FAILED);
}

static const char role_variable[] = "CASE_ROLE";

long case_without_library(const char *role)
{
    int answers[2];
    long answer;

    EXPECT(!pipe(answers));
    pid_t child = fork();
    if (!child) {
        setenv(role_variable, role, 1);
        exec_case(WITHOUT_LIBRARY, case_name, answers[1]);
    }
    close(answers[1]);
    EXPECT_INT(read(answers[0], &answer, sizeof answer), sizeof answer);
    close(answers[0]);
    waitpid(child, NULL, 0);
    return answer;
}

void case_answer(long answer)
{
    EXPECT_INT(write(case_fd, &answer, sizeof answer), sizeof answer);
    _exit(PASSED);
}

static int run_one(const struct test_case *cases, char **argv)
{
    for (; cases->name; cases++) {
        if (strcmp(cases->name, argv[1]))
            continue;
        case_kind = &kinds[atoi(argv[2])];
        reason_fd = atoi(argv[3]);
        case_fd = atoi(argv[4]);
        case_name = cases->name;
        case_role = getenv(role_variable);
        alarm(SECONDS);
        cases->run();
        return PASSED;
    }
    return FAILED;
}

static int number;

static void report(const struct test_case *test, int status, int reason)
{
    const char *of = test->over == ONCE ? "" : case_kind->name;
    char text[4096] = "";

    number++;
    fcntl(reason, F_SETFL,
          O_NONBLOCK); /* what the case left running may hold it open */
    (void)!read(reason, text, sizeof text - 1);
    if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED) {
        printf("ok %d - %s %s # SKIP %s\n", number, test->name, of, text);
        return;
    }
    printf("%sok %d - %s %s\n%s", status ? "not " : "", number, test->name, of,
           status ? text : "");
    if (WIFSIGNALED(status))
        printf("# ended by signal %d\n", WTERMSIG(status));
}

/* One reason for both families, unless it is the family that is missing. */
static void skip_kind(void)
{
    char reason[80];

    if (!case_kind->protocol)
        case_skip("no IPv6 here");
    snprintf(reason, sizeof reason, "no %.*s in this kernel",
             (int)strcspn(case_kind->name, " "), case_kind->name);
    case_skip(reason);
}

static void run_case(const struct test_case *test)
{
    int status = -1, reason[2];

    EXPECT(!pipe(reason));
    fflush(stdout);
    pid_t child = fork();
    if (!child) {
        reason_fd = reason[1];
        if (test->over != ONCE && !net_has(case_kind))
            skip_kind();
        exec_case(test->settings, test->name, -1);
    }
    waitpid(child, &status, 0);
    report(test, status, reason[0]);
    close(reason[0]);
    close(reason[1]);
}

static bool is_over(const struct test_case *test, const struct kind *kind)
{
    switch (test->over) {
    case ONCE:
        return kind == kinds;
    case STREAMS:
        return kind->type == SOCK_STREAM;
    case DATAGRAMS:
        return kind->type == SOCK_DGRAM;
    case ALL_KINDS:
        return true;
    case RESETTABLE:
        return kind->protocol != IPPROTO_MPTCP;
    case IPV4:
        return kind->family == AF_INET && !kind->protocol;
    case IPV4_DATAGRAMS:
        return kind->family == AF_INET && kind->type == SOCK_DGRAM;
    case IPV4_TCP:
        return kind->family == AF_INET && kind->type == SOCK_STREAM && !kind->protocol;
    case TCP:
        return kind->type == SOCK_STREAM && !kind->protocol;
    case MPTCP:
        return kind->protocol == IPPROTO_MPTCP;
    case SCTP:
        return kind->protocol == IPPROTO_SCTP;
    case NOT_SCTP:
        return kind->type == SOCK_STREAM && kind->protocol != IPPROTO_SCTP;
    }
    return false;
}

int cases_main(int argc, char **argv, const struct test_case *cases)
{
    program = argc > 1 ? argv[0] : realpath(argv[0], NULL);
    if (argc > 1)
        return run_one(cases, argv);
    if (!program || !getenv("LIBNOREUSEADDR") || !getenv("LIBNOREUSEADDR_AUDIT")) {
        printf(
            "Bail out! LIBNOREUSEADDR, LIBNOREUSEADDR_AUDIT or argv[0] is no file's\n");
        return FAILED;
    }
    for (; cases->name; cases++)
        for (case_kind = kinds; case_kind->name; case_kind++)
            if (*cases->name != '.' && is_over(cases, case_kind))
                run_case(cases);
    printf("1..%d\n", number);
    return 0;
}
