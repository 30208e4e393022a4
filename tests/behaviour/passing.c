/* SPDX-License-Identifier: ISC */
/*
 * Descriptors and the knowledge of the flag on their ways: dup, fork, exec, SCM_RIGHTS,
 * threads, signal handlers.
 */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct address server;

static void is_cleared_by_connect(int fd)
{
    EXPECT(!connect(fd, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void duplicates_are_cleared(void)
{
    EXPECT(net_permits(400));
    net_server(case_kind, &server);
    is_cleared_by_connect(dup(net_flagged()));
    is_cleared_by_connect(fcntl(net_flagged(), F_DUPFD, 300));
    int fd = net_flagged();
    EXPECT_INT(dup2(fd, 400), 400);
    close(fd);
    is_cleared_by_connect(400);
}

/* The port was given to another number. */
static void duplicate_is_known_as_given(void)
{
    struct address any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(any)));
    net_is_known_as_given(dup(fd), &server, SO_REUSEADDR);
}

static void closed_number_is_no_hint(void)
{
    struct address own = net_free(case_kind), any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(any)));
    close(fd);
    EXPECT_INT(net_flagged(), fd);
    EXPECT(!bind(fd, ADDRESS(own)));
    EXPECT(!connect(fd, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* What the child's exit status says. */
static void child_passes(pid_t child)
{
    int status;

    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT_INT(status, 0);
}

static void child_is_cleared(void)
{
    net_server(case_kind, &server);
    int fd = net_flagged();
    pid_t child = fork();
    if (!child) {
        is_cleared_by_connect(fd);
        is_cleared_by_connect(net_flagged());
        _exit(0);
    }
    child_passes(child);
}

static void vfork_child_is_cleared(void)
{
    net_server(case_kind, &server);
    int fd = net_flagged();
    pid_t child = vfork(); /* NOLINT: what a shell does */
    if (!child)
        _exit(connect(fd, ADDRESS(server)) ? 1 : 0);
    child_passes(child);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/* To be executed: connects case_fd to a server of its own. */
static void executed(void)
{
    net_server(case_kind, &server);
    EXPECT_INT(net_get(case_fd, SO_REUSEADDR), 1);
    is_cleared_by_connect(case_fd);
}

static void executed_keeps_it(void)
{
    net_server(case_kind, &server);
    EXPECT(!connect(case_fd, ADDRESS(server)));
    EXPECT_INT(net_get(case_fd, SO_REUSEADDR), 1);
}

/* The first wrapped call of all: nothing else has looked up or read anything before. */
static void executed_first_call(void)
{
    struct address to = net_loopback(case_kind->family, (unsigned)atoi(getenv("PORT")));

    EXPECT(!connect(case_fd, ADDRESS(to)));
    EXPECT_INT(net_get(case_fd, SO_REUSEADDR), 0);
}

static void exec_first_call(void)
{
    char port[8];

    net_server(case_kind, &server); /* stays open */
    snprintf(port, sizeof port, "%u", net_port(&server));
    setenv("PORT", port, 1);
    case_exec("inherited=yes", ".executed, first call", net_flagged());
}

static void exec_with_inherited(void)
{
    case_exec("inherited=yes", ".executed", net_flagged());
}

/* Not asked for, so nothing is asked of the kernel either. */
static void exec_without_inherited(void)
{
    case_exec("", ".executed, kept", net_flagged());
}

static int receive(int from)
{
    int fd = -1;
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof fd)];
    } control;
    char byte;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};

    EXPECT_INT(recvmsg(from, &message, 0), 1);
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    return fd;
}

static void hand_over(int to, int fd)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof fd)];
    } control = {{0}};
    char byte = 0;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    EXPECT_INT(sendmsg(to, &message, 0), 1);
}

/* The giver alone sets flags: the receiver is forked before. */
static void received_with_inherited(void)
{
    int pair[2];

    net_server(case_kind, &server);
    EXPECT(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    pid_t receiver = fork();
    if (!receiver) {
        is_cleared_by_connect(receive(pair[1]));
        _exit(0);
    }
    hand_over(pair[0], net_flagged());
    child_passes(receiver);
}

/* A socket that has sent already, to an address or CONNECTED, had the number of the one
 * that comes FROM the giver. */
static void receive_where_one_sent(int from, bool connected)
{
    int before = net_socket(case_kind), fd;

    if (connected)
        EXPECT(!connect(before, ADDRESS(server)) &&
               sendto(before, "x", 1, 0, NULL, 0) == 1);
    else
        EXPECT_INT(sendto(before, "x", 1, 0, ADDRESS(server)), 1);
    close(before);
    EXPECT_INT(fd = receive(from), before);
    EXPECT_INT(sendto(fd, "x", 1, 0, ADDRESS(server)), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    close(fd);
}

static void sent_after_receipt(void)
{
    int pair[2];

    net_server(case_kind, &server);
    EXPECT(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    pid_t receiver = fork();
    if (!receiver) {
        receive_where_one_sent(pair[1], false);
        receive_where_one_sent(pair[1], true);
        _exit(0);
    }
    hand_over(pair[0], net_flagged());
    hand_over(pair[0], net_flagged());
    child_passes(receiver);
}

enum { THREADS = 8, ROUNDS = 100 };

static void take_off_queue(int listener)
{
    if (case_kind->type == SOCK_STREAM)
        close(accept(listener, NULL, NULL));
}

/* Each has a server of its own: another's connection may be gone when it is accepted,
 * for SCTP takes one off the queue that its client closed. */
static void *connect_many(void *unused)
{
    struct address own;
    int listener = net_server(case_kind, &own);

    for (int i = 0; i < ROUNDS; i++) {
        int fd = net_flagged();
        EXPECT(!connect(fd, ADDRESS(own)));
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
        take_off_queue(listener);
        close(fd);
    }
    close(listener);
    return unused;
}

static void threads_are_cleared(void)
{
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        EXPECT(!pthread_create(&threads[i], NULL, connect_many, NULL));
    for (int i = 0; i < THREADS; i++)
        EXPECT(!pthread_join(threads[i], NULL));
}

/* The handler has a server of its own, so that neither takes the other's connection. */
static struct address handlers_server;
static int handlers_listener;
static volatile sig_atomic_t handled;

/* Asks for the next signal itself: one that came by the clock could leave a slow
 * machine no time for anything else. */
static void connect_in_handler(int signal)
{
    int error = errno, on = 1, value = -1;
    socklen_t length = sizeof value;
    int fd = socket(case_kind->family, case_kind->type, case_kind->protocol);

    (void)signal;
    if (!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) &&
        !connect(fd, ADDRESS(handlers_server)) &&
        !getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, &length) && !value) {
        handled++;
        take_off_queue(handlers_listener);
    }
    close(fd);
    ualarm(500, 0);
    errno = error;
}

static void ran(void *flag)
{
    *(volatile int *)flag = 1;
}

static volatile int cleaned;

static void *connect_until_cancelled(void *fd)
{
    pthread_cleanup_push(ran, (void *)(uintptr_t)&cleaned);
    (void)!connect(*(int *)fd, ADDRESS(server));
    pthread_cleanup_pop(0);
    return NULL;
}

/*
 * A thread that waits in connect is cancelled: its handlers run, for which the frames
 * of the wrapper must be unwound.
 */
static void cancelled_thread_cleans_up(void)
{
    pthread_t thread;
    void *result;
    int fd = net_flagged();

    server = net_busy_server();
    EXPECT(!pthread_create(&thread, NULL, connect_until_cancelled, &fd));
    while (net_get(fd, SO_REUSEADDR)) /* until it is in the call */
        sched_yield();
    EXPECT(!pthread_cancel(thread));
    EXPECT(!pthread_join(thread, &result));
    EXPECT(result == PTHREAD_CANCELED);
    EXPECT_INT(cleaned, 1);
}

/*
 * SCTP does not go on with a connect that a signal interrupted: begun again, the call
 * finds the association that it made itself (__sctp_connect in net/sctp/socket.c).
 * OpenBSD begins none again (sys_connect in sys/kern/uipc_syscalls.c).
 */
static void connects_in_the_end(int fd)
{
    if (connect(fd, ADDRESS(server)) && errno != EINTR) {
        EXPECT_INT(case_kind->protocol, IPPROTO_SCTP);
        EXPECT(errno == EISCONN || errno == EALREADY);
    }
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/* The handler interrupts wrappers at any place, again and again. */
static void handler_is_cleared(void)
{
    struct sigaction action = {.sa_handler = connect_in_handler,
                               .sa_flags = SA_RESTART};
    int listener = net_server(case_kind, &server), connected = 0;

    handlers_listener = net_server(case_kind, &handlers_server);
    EXPECT(!sigaction(SIGALRM, &action, NULL));
    ualarm(500, 0);
    while (handled < 200) {
        int fd = net_flagged();
        connects_in_the_end(fd);
        take_off_queue(listener);
        close(fd);
        connected++;
    }
    ualarm(0, 0);
    EXPECT(connected > 0);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"dup, dup2, F_DUPFD: cleared", "", ALL_KINDS, duplicates_are_cleared},
        {"dup of one on port 0: cleared", "", STREAMS, duplicate_is_known_as_given},
        {"dup of one on port 0, bound=strip: kept", "bound=strip", DATAGRAMS,
         duplicate_is_known_as_given},
        {"a number used before: own port kept", "", ALL_KINDS,
         closed_number_is_no_hint},
        {"fork: cleared in the child", "", ALL_KINDS, child_is_cleared},
        {"vfork: cleared in the child", "", ALL_KINDS, vfork_child_is_cleared},
        {"exec, inherited=yes: cleared", "", ALL_KINDS, exec_with_inherited},
        {"exec, inherited=no: kept", "", ALL_KINDS, exec_without_inherited},
        {"SCM_RIGHTS, inherited=yes: cleared", "inherited=yes", ALL_KINDS,
         received_with_inherited},
        {"SCM_RIGHTS, inherited=yes, then a send: cleared", "inherited=yes", DATAGRAMS,
         sent_after_receipt},
        {"8 threads: cleared", "", ALL_KINDS, threads_are_cleared},
        {"signal handler: cleared", "", ALL_KINDS, handler_is_cleared},
        {"a cancelled thread cleans up", "", ONCE, cancelled_thread_cleans_up},
        {"exec, inherited=yes, first call: cleared", "", ALL_KINDS, exec_first_call},
        {".executed, first call", "", ONCE, executed_first_call},
        {".executed", "", ONCE, executed},
        {".executed, kept", "", ONCE, executed_keeps_it},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
