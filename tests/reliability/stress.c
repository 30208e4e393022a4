/* SPDX-License-Identifier: ISC */
/*
 * Many at once: threads, signal handlers, children of fork, vfork and posix_spawn,
 * cancelled threads, jumps out of handlers, very many descriptors.  Every case ends
 * after a count of events; what would not end is ended by SIGALRM and fails.
 *
 * PATIENCE in the environment: after how many seconds (60).
 */
#include "config.h"

#include "../behaviour/cases.h"
#include "../behaviour/net.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
    THREADS = 4,
    SIGNALS = 50, /* to each thread */
    FORKS = 200,  /* while the threads connect */
    SPAWNS = 50,  /* of each sort */
    CANCELLED = 100,
    JUMPS = 50,
    EXITS = 20,
    CLIENTS_AT_EXIT = 100, /* each time */
    DESCRIPTORS = 100000,
};

static struct address server;
static int listener;
static int wanted_flag; /* what a client is to carry in the end */

/* In a child too, where fork left no alarm. */
static void be_patient(void)
{
    const char *patience = getenv("PATIENCE");

    alarm(patience ? (unsigned)atoi(patience) : 60);
}

static void begin(void)
{
    const char *settings = getenv("NOREUSEADDR_OPTIONS");

    be_patient();
    wanted_flag = settings && !strstr(settings, "mode=strip");
    listener = net_server(case_kind, &server);
}

/* What a client is to carry, of which BOUND to port 0 is said: there a datagram socket
 * keeps it. */
static int wanted_of(bool bound)
{
    return bound && case_kind->type == SOCK_DGRAM ? 1 : wanted_flag;
}

/*
 * One client: a new flagged socket, every other one bound to port 0, connects, and
 * takes one connection off the queue for the one that it put there.  Async-signal-safe.
 * 0 if all went as it should, else the number of the step.
 */
static int client_of(int sort)
{
    struct address any = net_loopback(case_kind->family, 0);
    int on = 1, flag = -1, step = 0;
    socklen_t length = sizeof flag;
    int fd = socket(case_kind->family, case_kind->type, case_kind->protocol);

    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on))
        step = 1;
    else if (sort % 2 && bind(fd, ADDRESS(any)))
        step = 2;
    else if (connect(fd, ADDRESS(server)) &&
             errno != EINTR) /* FreeBSD goes on by itself (kern_connectat) */
        step = 3;
    else if (getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, &length) ||
             !!flag != wanted_of(sort % 2)) /* FreeBSD answers 4 */
        step = 4;
    else if (case_kind->type == SOCK_STREAM) {
        /* A reset leaves no port in TIME_WAIT. */
        struct linger reset = {.l_onoff = 1};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(accept(listener, NULL, NULL));
    }
    close(fd);
    return step;
}

/* The same as a datagram client that just sends. */
static int sender(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, step = 0;
    struct address nobody = net_loopback(AF_INET, 9);

    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on))
        step = 5;
    else if (sendto(fd, "x", 1, 0, ADDRESS(nobody)) != 1)
        step = 6;
    close(fd);
    return step;
}

static atomic_int enough, failed_step;
static atomic_int *clients_at_exit; /* shared with a child, 0 until that exits */

static void note(int step)
{
    int none = 0;

    if (step)
        atomic_compare_exchange_strong(&failed_step, &none, step);
}

static void *connect_until_enough(void *unused)
{
    for (int i = 0; !atomic_load(&enough); i++) {
        int step = client_of(i);
        note(step);
        note(sender());
        if (!step && clients_at_exit && atomic_load(clients_at_exit))
            atomic_fetch_add(clients_at_exit, 1);
    }
    return unused;
}

static pthread_t threads[THREADS];

static void start_threads(void)
{
    for (int i = 0; i < THREADS; i++)
        EXPECT(!pthread_create(&threads[i], NULL, connect_until_enough, NULL));
}

static void end_threads(void)
{
    atomic_store(&enough, 1);
    for (int i = 0; i < THREADS; i++)
        EXPECT(!pthread_join(threads[i], NULL));
    EXPECT_INT(atomic_load(&failed_step), 0);
}

static atomic_int handled;

static void connect_in_handler(int signal)
{
    int error = errno;

    note(client_of(signal + handled));
    note(sender());
    atomic_fetch_add(&handled, 1);
    errno = error;
}

/* Each signal is awaited before the next one goes out, so that none is merged. */
static void threads_and_handlers(void)
{
    struct sigaction action = {.sa_handler = connect_in_handler,
                               .sa_flags = SA_RESTART};

    begin();
    EXPECT(!sigaction(SIGUSR1, &action, NULL));
    start_threads();
    for (int i = 0; i < SIGNALS; i++) {
        for (int thread = 0; thread < THREADS; thread++)
            EXPECT(!pthread_kill(threads[thread], SIGUSR1));
        while (atomic_load(&handled) < (i + 1) * THREADS)
            sched_yield();
    }
    end_threads();
}

static void ended_well(pid_t child)
{
    int status = -1;

    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT_INT(status, 0);
}

static void fork_storm(void)
{
    pid_t children[8];
    enum { AT_ONCE = sizeof children / sizeof children[0] };

    begin();
    start_threads();
    for (int i = 0; i < FORKS; i += AT_ONCE) {
        for (int child = 0; child < AT_ONCE; child++)
            if (!(children[child] = fork())) {
                be_patient();
                _exit(client_of(0) || client_of(1) || sender());
            }
        for (int child = 0; child < AT_ONCE; child++)
            ended_well(children[child]);
    }
    end_threads();
}

static void vfork_storm(void)
{
    begin();
    start_threads();
    for (int i = 0; i < SPAWNS; i++) {
        pid_t child = vfork(); /* NOLINT: what a shell does */
        if (!child)
            _exit(client_of(0) || client_of(1) || sender());
        ended_well(child);
    }
    end_threads();
}

/* To be executed. */
static void spawned(void)
{
    begin();
    EXPECT_INT(client_of(0), 0);
    EXPECT_INT(client_of(1), 0);
    EXPECT_INT(sender(), 0);
}

static void spawn_storm(void)
{
    const char *program = case_program();
    char *name = strdup(program), test[] = ".spawned", kind[16], none[] = "-1";
    char *const arguments[] = {name, test, kind, none, none, NULL};
    pid_t children[SPAWNS];

    begin();
    EXPECT(name);
    snprintf(kind, sizeof kind, "%d", (int)(case_kind - kinds));
    start_threads();
    for (int i = 0; i < SPAWNS; i++)
        EXPECT(!posix_spawn(&children[i], program, NULL, NULL, arguments, environ));
    for (int i = 0; i < SPAWNS; i++)
        ended_well(children[i]);
    end_threads();
}

/* Fills the pipe TO, which becomes standard output, so that a flush waits. */
static void fill_output(int to)
{
    static const char bytes[4096];

    EXPECT_INT(dup2(to, STDOUT_FILENO), STDOUT_FILENO);
    EXPECT(!fcntl(to, F_SETFL, O_NONBLOCK));
    while (write(to, bytes, sizeof bytes) > 0)
        ;
    EXPECT(!fcntl(to, F_SETFL, 0));
    printf("one line more\n");
}

/* The flush at the end of exit comes after every destructor, while threads connect. */
static void exit_with_threads(int output)
{
    be_patient();
    fill_output(output);
    note(client_of(0));
    start_threads();
    atomic_store(clients_at_exit, 1);
    exit(atomic_load(&failed_step)); /* NOLINT: with threads, on purpose */
}

static void exit_storm(void)
{
    char bytes[4096];
    int output[2];

    begin();
    clients_at_exit = mmap(NULL, sizeof *clients_at_exit, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(clients_at_exit != MAP_FAILED);
    for (int i = 0; i < EXITS; i++) {
        EXPECT(!pipe(output));
        atomic_store(clients_at_exit, 0);
        pid_t child = fork();
        if (!child)
            exit_with_threads(output[1]);
        close(output[1]);
        while (atomic_load(clients_at_exit) < CLIENTS_AT_EXIT) {
            EXPECT(!waitpid(child, &(int){0}, WNOHANG));
            sched_yield();
        }
        while (read(output[0], bytes, sizeof bytes) > 0)
            ;
        close(output[0]);
        ended_well(child);
    }
}

static void *connect_until_cancelled(void *begun)
{
    for (int i = 0;; i++) {
        note(client_of(i));
        atomic_store((atomic_int *)begun, 1);
    }
    return NULL;
}

/* connect, accept and sendto are the cancellation points that it is in. */
static void cancel_storm(void)
{
    void *result;

    begin();
    EXPECT(!fcntl(listener, F_SETFL, O_NONBLOCK)); /* a cancelled one leaves a gap */
    for (int i = 0; i < CANCELLED; i++) {
        atomic_int begun = 0;
        EXPECT(!pthread_create(&threads[0], NULL, connect_until_cancelled, &begun));
        while (!atomic_load(&begun))
            sched_yield();
        EXPECT(!pthread_cancel(threads[0]));
        EXPECT(!pthread_join(threads[0], &result));
        EXPECT(result == PTHREAD_CANCELED);
        EXPECT_INT(client_of(i), 0);
    }
    EXPECT_INT(atomic_load(&failed_step), 0);
}

static sigjmp_buf before_call;
static volatile sig_atomic_t may_jump;

static void jump(int signal)
{
    (void)signal;
    if (may_jump) {
        may_jump = 0;
        siglongjmp(before_call, 1);
    }
}

/* Connects again and again, until a jump leaves it; what it left must not matter. */
static void connect_until_jump(void)
{
    static volatile int fd;

    fd = -1;
    if (!sigsetjmp(before_call, 1))
        for (;;) {
            fd = net_flagged();
            may_jump = 1;
            (void)!connect(fd, ADDRESS(server));
            may_jump = 0;
            close(fd);
        }
    close(fd);
}

/* The timer counts the time of the process alone, so that alarm can still be used. */
static void jump_storm(void)
{
    struct sigaction action = {.sa_handler = jump};
    struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};

    begin();
    EXPECT(!sigaction(SIGPROF, &action, NULL));
    EXPECT(!setitimer(ITIMER_PROF, &often, NULL));
    for (int i = 0; i < JUMPS; i++) {
        connect_until_jump();
        EXPECT_INT(client_of(i), 0);
    }
    EXPECT(!setitimer(ITIMER_PROF, &never, NULL));
}

/* The most that may be open, up to DESCRIPTORS and some. */
static int raise_limit(void)
{
    struct rlimit limit = {DESCRIPTORS + 100, DESCRIPTORS + 100};

    if (setrlimit(RLIMIT_NOFILE, &limit)) {
        EXPECT(!getrlimit(RLIMIT_NOFILE, &limit));
        limit.rlim_cur = limit.rlim_max;
        EXPECT(!setrlimit(RLIMIT_NOFILE, &limit));
    }
    return (int)limit.rlim_cur < DESCRIPTORS + 100 ? (int)limit.rlim_cur - 100
                                                   : DESCRIPTORS;
}

/* A client at NUMBER: connected if that is even, else it sends. */
static void client_at(int number)
{
    int fd = net_flagged();

    EXPECT_INT(dup2(fd, number), number);
    close(fd);
    if (number % 2)
        EXPECT_INT(sendto(number, "x", 1, 0, ADDRESS(server)), 1);
    else
        EXPECT(!connect(number, ADDRESS(server)));
    EXPECT_INT(net_get(number, SO_REUSEADDR), wanted_flag);
}

/* Clients among them all the way up; in between, duplicates fill the table. */
static void many_descriptors(void)
{
    char reason[80];
    int most = raise_limit(), any = open("/dev/null", O_RDONLY);

    begin();
    for (int number = 64; number < most; number++)
        if (number % 97)
            EXPECT_INT(dup2(any, number), number);
        else
            client_at(number);
    for (int number = 97; number < most; number += 97)
        EXPECT_INT(net_get(number, SO_REUSEADDR), wanted_flag);
    if (most < DESCRIPTORS) {
        snprintf(reason, sizeof reason, "all well, but no more than %d may be open",
                 most);
        case_skip(reason);
    }
}

/* All of them under SETTINGS. */
#define STRESS(settings)                                                               \
    {"threads and handlers: " settings, settings, IPV4, threads_and_handlers},         \
        {"fork: " settings, settings, IPV4, fork_storm},                               \
        {"vfork: " settings, settings, IPV4, vfork_storm},                             \
        {"posix_spawn: " settings, settings, IPV4, spawn_storm},                       \
        {"exit: " settings, settings, IPV4, exit_storm},                               \
        {"pthread_cancel: " settings, settings, IPV4, cancel_storm},                   \
        {"longjmp: " settings, settings, IPV4_DATAGRAMS, jump_storm},                  \
    {                                                                                  \
        "descriptors: " settings, settings, IPV4_DATAGRAMS, many_descriptors           \
    }

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        STRESS("mode=strip"),
        STRESS("mode=restore"),
        STRESS("mode=strip,report=stress.report"),
        STRESS("mode=audit,report=stress.report"),
        {".spawned", "", ONCE, spawned},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
