/* SPDX-License-Identifier: ISC */
/*
 * A program that binds another socket to a port that the kernel chose for it.  What it
 * could bind without the library it can bind with it: where the kernel asks for the
 * flag of the client, that is given back, if the client is this process's own.  Linux
 * asks for it, the BSDs look at the flag of the socket that binds alone.  So each case
 * is run without the library, too, by a client with the flag and by one without.
 */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const char flagged[] = "the client carries the flag";
static const char plain[] = "the client does not carry it";

static int with_option(int option)
{
    int fd = net_socket(case_kind);

    net_set(fd, option, 1);
    return fd;
}

static int client_with(int option)
{
    return case_role && !strcmp(case_role, plain) ? net_socket(case_kind)
                                                  : with_option(option);
}

static int flagged_client(void)
{
    return client_with(SO_REUSEADDR);
}

/* Connects FD to a server of its own; the name that FD then has. */
static struct address connected(int fd)
{
    struct address server;

    net_server(case_kind, &server);
    EXPECT(!connect(fd, ADDRESS(server)));
    return net_local(fd);
}

/* What comes of the bind of a second socket with OPTION to LOCAL. */
static int second_bind(int option, const struct address *local)
{
    int fd = with_option(option);

    errno = EXDEV;
    if (bind(fd, ADDRESS(*local)))
        return errno;
    EXPECT_INT(errno, EXDEV);
    EXPECT_INT(net_get(fd, option), 1);
    return 0;
}

/* Does the client carry the flag under these settings whatever happens? */
static bool is_kept(void)
{
    const char *settings = getenv("NOREUSEADDR_OPTIONS");

    return settings && strstr(settings, "mode=restore");
}

/* A bind does what it would do without the library.  Does that take the client's flag?
 */
static bool takes_flag(int option, const struct address *local)
{
    int error = second_bind(option, local);

    if (case_role)
        case_answer(error);
    long with = case_without_library(flagged), without = case_without_library(plain);
    EXPECT_INT(error, with);
    return with != without;
}

static void is_let(int client, int option, const struct address *local)
{
    bool is_taken = takes_flag(option, local);

    EXPECT_INT(net_get(client, option), is_kept() || is_taken);
}

/* ERROR is what a bind came to that finds no client to give the flag back to. */
static void is_as_without_the_flag(int error)
{
    if (case_role)
        case_answer(error);
    EXPECT_INT(error, case_without_library(plain));
}

static void is_refused(int client, const struct address *local)
{
    is_as_without_the_flag(second_bind(SO_REUSEADDR, local));
    EXPECT_INT(net_get(client, SO_REUSEADDR), 0);
}

static void after_connect(void)
{
    int client = flagged_client();
    struct address local = connected(client);

    is_let(client, SO_REUSEADDR, &local);
}

static void after_connect_with_reuseport(void)
{
    int client = client_with(SO_REUSEPORT);
    struct address local = connected(client);

    is_let(client, SO_REUSEPORT, &local);
}

static void after_first_send(void)
{
    struct address server;

    net_server(case_kind, &server);
    int client = flagged_client();
    EXPECT_INT(sendto(client, "x", 1, 0, ADDRESS(server)), 1);
    struct address local = net_local(client);
    is_let(client, SO_REUSEADDR, &local);
}

static void while_it_connects(void)
{
    struct address server = net_busy_server();
    int client = flagged_client();

    EXPECT(!fcntl(client, F_SETFL, O_NONBLOCK));
    EXPECT(connect(client, ADDRESS(server)) && errno == EINPROGRESS);
    struct address local = net_local(client);
    is_let(client, SO_REUSEADDR, &local);
}

struct blocked {
    int client;
    pthread_t thread;
    bool is_taken;
};

static void on_signal(int number)
{
    (void)number;
}

/* Binds to the port of a client that another thread is about to connect. */
static void *bind_meanwhile(void *of)
{
    struct blocked *blocked = of;
    struct address local = net_local(blocked->client);

    while (!net_port(&local)) {
        sched_yield();
        local = net_local(blocked->client);
    }
    blocked->is_taken = takes_flag(SO_REUSEADDR, &local);
    EXPECT_INT(net_get(blocked->client, SO_REUSEADDR), blocked->is_taken);
    EXPECT(!pthread_kill(blocked->thread, SIGUSR1));
    return NULL;
}

/* The connect itself has not returned, and may not for minutes.  What mode=restore puts
 * back it does when it returns. */
static void while_connect_waits(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct address server = net_busy_server();
    struct blocked blocked = {flagged_client(), pthread_self(), false};
    pthread_t thread;

    EXPECT(!sigaction(SIGUSR1, &action, NULL));
    EXPECT(!pthread_create(&thread, NULL, bind_meanwhile, &blocked));
    EXPECT(connect(blocked.client, ADDRESS(server)) && errno == EINTR);
    EXPECT(!pthread_join(thread, NULL));
    EXPECT_INT(net_get(blocked.client, SO_REUSEADDR), is_kept() || blocked.is_taken);
}

static void by_a_duplicate(void)
{
    int fd = flagged_client(), client = dup(fd);
    struct address local = connected(client);

    close(fd);
    is_let(client, SO_REUSEADDR, &local);
}

/* A number beyond the length of the table of hints.c. */
static void by_a_far_number(void)
{
    int client = 70000;

    if (!net_permits(client))
        case_skip("not allowed to have so many descriptors");
    EXPECT_INT(dup2(flagged_client(), client), client);
    struct address local = connected(client);
    is_let(client, SO_REUSEADDR, &local);
}

static void child_passes(pid_t child)
{
    int status;

    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT_INT(status, 0);
}

static void in_a_child(void)
{
    int client = flagged_client();
    struct address local = connected(client);
    pid_t child = fork();

    if (!child) {
        is_let(client, SO_REUSEADDR, &local);
        _exit(0);
    }
    child_passes(child);
}

static void in_a_child_without_the_descriptor(void)
{
    int client = flagged_client();
    struct address local = connected(client);
    pid_t child = fork();

    if (!child) {
        close(client);
        is_as_without_the_flag(second_bind(SO_REUSEADDR, &local));
        _exit(0);
    }
    child_passes(child);
    EXPECT_INT(net_get(client, SO_REUSEADDR), 0);
}

/* The other process has a descriptor of that number, too. */
static void of_another_process(void)
{
    int client = flagged_client(), ready[2];
    struct address local;

    EXPECT(!pipe(ready));
    pid_t child = fork();
    if (!child) {
        connected(client = flagged_client());
        EXPECT_INT(read(ready[0], &local, sizeof local), sizeof local);
        is_as_without_the_flag(second_bind(SO_REUSEADDR, &local));
        _exit(0);
    }
    local = connected(client);
    EXPECT_INT(write(ready[1], &local, sizeof local), sizeof local);
    child_passes(child);
    EXPECT_INT(net_get(client, SO_REUSEADDR), 0);
}

/* The number of a client that lost the flag, now closed. */
static int number_used_before(void)
{
    int client = flagged_client();

    connected(client);
    close(client);
    return client;
}

static void reused_number(void)
{
    int before = number_used_before(), client = net_socket(case_kind);

    EXPECT_INT(client, before);
    struct address local = connected(client);
    is_refused(client, &local);
}

static void reused_number_that_binds(void)
{
    int before = number_used_before(), client = net_socket(case_kind);
    struct address own = net_free(case_kind);

    EXPECT_INT(client, before);
    EXPECT(!bind(client, ADDRESS(own)));
    is_refused(client, &own);
}

/* It came with the flag, by dup2, and lost it by its other number. */
static void reused_number_that_the_program_cleared(void)
{
    struct address own = net_free(case_kind), server;

    net_server(case_kind, &server);
    int other = flagged_client(), client = number_used_before();
    EXPECT(!bind(other, ADDRESS(own)));
    EXPECT_INT(dup2(other, client), client);
    EXPECT(!connect(client, ADDRESS(server)));
    net_set(other, SO_REUSEADDR, 0);
    is_refused(client, &own);
}

static void reused_number_that_sends(void)
{
    struct address server;

    net_server(case_kind, &server);
    int before = number_used_before(), client = net_socket(case_kind);
    EXPECT_INT(client, before);
    EXPECT_INT(sendto(client, "x", 1, 0, ADDRESS(server)), 1);
    struct address local = net_local(client);
    is_refused(client, &local);
}

/* The accepted socket holds the port, but its listener is what is in the way. */
static void reused_number_that_is_accepted(void)
{
    int client = flagged_client(), peer = net_socket(case_kind), accepted;
    struct address server;
    int listener = net_server(case_kind, &server);

    EXPECT(!connect(client, ADDRESS(server)));
    close(accept(listener, NULL, NULL));
    close(client);
    EXPECT(!connect(peer, ADDRESS(server)));
    accepted = accept(listener, NULL, NULL);
    EXPECT_INT(accepted, client);
    is_refused(accepted, &server);
}

/* A third one is refused for the second one's sake: the client keeps what it got. */
static void given_back_before(void)
{
    int client = flagged_client(), second = net_flagged();
    struct address local = connected(client);
    int error = bind(second, ADDRESS(local)) ? errno : 0;

    if (case_role && strcmp(case_role, flagged) != 0)
        case_answer(error);
    if (error && case_without_library("the second bind") == error)
        case_skip("this kernel lets nobody bind such a client's port");
    EXPECT_INT(error, 0);
    net_set(second, SO_REUSEADDR, 0);
    error = second_bind(SO_REUSEADDR, &local);
    if (case_role)
        case_answer(error);
    EXPECT_INT(error, case_without_library(flagged));
    EXPECT_INT(net_get(client, SO_REUSEADDR), case_without_library(plain) != 0);
}

static void cleared_by_the_program(void)
{
    int client = flagged_client();
    struct address local = connected(client);

    net_set(client, SO_REUSEADDR, 0);
    is_refused(client, &local);
}

static void never_set(void)
{
    int client = net_socket(case_kind);
    struct address local = connected(client);

    is_refused(client, &local);
}

static void by_one_without_the_flag(void)
{
    int client = flagged_client(), second = net_socket(case_kind);
    struct address local = connected(client);

    is_as_without_the_flag(bind(second, ADDRESS(local)) ? errno : 0);
    EXPECT_INT(net_get(client, SO_REUSEADDR), 0);
}

/* It is not in the way, and must not get what is the first one's. */
static void beside_another_client(void)
{
    int client = flagged_client(), other = flagged_client();
    struct address local = connected(client);

    connected(other);
    is_let(client, SO_REUSEADDR, &local);
    EXPECT_INT(net_get(other, SO_REUSEADDR), is_kept());
}

/* It is a stream's port that is refused; the client has that number, not that port. */
static void of_another_type(void)
{
    int client = flagged_client(), listener, second;
    struct address local = connected(client);

    listener = socket(case_kind->family, SOCK_STREAM, 0);
    if (bind(listener, ADDRESS(local)))
        case_skip("another process has that port");
    EXPECT(!listen(listener, 1));
    second = socket(case_kind->family, SOCK_STREAM, 0);
    net_set(second, SO_REUSEADDR, 1);
    is_as_without_the_flag(bind(second, ADDRESS(local)) ? errno : 0);
    EXPECT_INT(net_get(client, SO_REUSEADDR), 0);
}

/* A datagram, a byte, from FROM to TO, as the one whose turn it is receives it. */
static struct address receives(int fd, int from, const struct address *to)
{
    struct address sender = {.length = sizeof sender.storage};
    char byte;

    EXPECT_INT(sendto(from, "x", 1, 0, ADDRESS(*to)), 1);
    EXPECT_INT(
        recvfrom(fd, &byte, 1, 0, (struct sockaddr *)&sender.storage, &sender.length),
        1);
    return sender;
}

/*
 * As a DTLS server: the socket that a first datagram came to becomes its sender's, and
 * a new one takes the port for all others.
 */
static void serves_at(struct address local)
{
    int first = net_flagged(), second, one = net_socket(case_kind);
    struct address server = net_loopback(case_kind->family, 0);

    EXPECT(!bind(first, ADDRESS(local)));
    local = net_local(first);
    server = net_loopback(case_kind->family, net_port(&local));
    struct address sender = receives(first, one, &server);
    EXPECT(!connect(first, ADDRESS(sender)));
    second = net_flagged();
    EXPECT(!bind(second, ADDRESS(local)));
    receives(second, net_socket(case_kind), &server);
    receives(first, one, &server);
}

static void one_port_server(void)
{
    struct address any = net_loopback(case_kind->family, 0);

    serves_at(any);
    if (case_kind->family == AF_INET)
        ((struct sockaddr_in *)&any.storage)->sin_addr.s_addr = htonl(INADDR_ANY);
    else
        ((struct sockaddr_in6 *)&any.storage)->sin6_addr = in6addr_any;
    serves_at(any);
}

/* A byte goes from one end to the other, which LISTENER accepts. */
static void talks(int client, int listener)
{
    char byte;
    int peer = accept(listener, NULL, NULL);

    EXPECT_INT(send(client, "x", 1, 0), 1);
    EXPECT_INT(recv(peer, &byte, 1, 0), 1);
}

enum { BINDS = 1, CONNECTS = 2, LISTENS = 4 };

/* What peers of one port do: what the first socket does before the second binds to its
 * port, and whether the second then listens or connects.  Returns the error of the
 * second bind, which some kernels refuse to a port that is not connected yet. */
static int punches(int what)
{
    struct address there, elsewhere, local = net_loopback(case_kind->family, 0);
    int listener = net_server(case_kind, &there), first = net_flagged();
    int other = net_server(case_kind, &elsewhere), second = net_flagged();

    if (what & BINDS)
        EXPECT(!bind(first, ADDRESS(local)));
    if (what & CONNECTS)
        EXPECT(!connect(first, ADDRESS(there)));
    local = net_local(first);
    if (bind(second, ADDRESS(local)))
        return errno;
    if (what & LISTENS) {
        int peer = net_socket(case_kind);
        EXPECT(!listen(second, 1) && !connect(peer, ADDRESS(local)));
        talks(peer, second);
    } else {
        EXPECT(!connect(second, ADDRESS(elsewhere)));
        talks(second, other);
    }
    if (!(what & CONNECTS))
        EXPECT(!connect(first, ADDRESS(there)));
    talks(first, listener);
    return 0;
}

static void hole_puncher(void)
{
    long errors = 0;

    for (int first = BINDS; first <= (BINDS | CONNECTS); first++) {
        errors = errors << 8 | punches(first);
        errors = errors << 8 | punches(first | LISTENS);
    }
    if (case_role)
        case_answer(errors);
    EXPECT_INT(errors, case_without_library(flagged));
}

/* As without the library, and under what else changes the flag. */
#define LET(text, over, run)                                                           \
    {text ": let", "", over, run},                                                     \
        {text ": let, mode=restore", "mode=restore", over, run},                       \
    {                                                                                  \
        text ": let, inherited=yes", "inherited=yes", over, run                        \
    }
#define REFUSED(text, over, run)                                                       \
    {                                                                                  \
        text ": refused", "", over, run                                                \
    }

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        LET("a second bind", RESETTABLE, after_connect),
        LET("SO_REUSEPORT alone", RESETTABLE, after_connect_with_reuseport),
        LET("after the first send", DATAGRAMS, after_first_send),
        LET("while it connects", TCP, while_it_connects),
        LET("while another thread waits in connect", TCP, while_connect_waits),
        LET("connected by a duplicate", RESETTABLE, by_a_duplicate),
        LET("a number beyond the table", RESETTABLE, by_a_far_number),
        LET("after fork, in the child", RESETTABLE, in_a_child),
        LET("beside another client", RESETTABLE, beside_another_client),
        LET("a server of one UDP port", DATAGRAMS, one_port_server),
        LET("a puncher of holes", TCP, hole_puncher),
        REFUSED("after fork, the descriptor closed", RESETTABLE,
                in_a_child_without_the_descriptor),
        REFUSED("another process's client", RESETTABLE, of_another_process),
        REFUSED("a number used before, connected without the flag", ALL_KINDS,
                reused_number),
        REFUSED("a number used before, bound without the flag", ALL_KINDS,
                reused_number_that_binds),
        REFUSED("a number used before, cleared by another number", RESETTABLE,
                reused_number_that_the_program_cleared),
        REFUSED("a number used before, sent from without the flag", DATAGRAMS,
                reused_number_that_sends),
        REFUSED("a number used before, accepted without the flag", NOT_SCTP,
                reused_number_that_is_accepted),
        REFUSED("a third bind, after it was given back", RESETTABLE, given_back_before),
        REFUSED("a client that the program cleared", RESETTABLE,
                cleared_by_the_program),
        REFUSED("a client that never had it", ALL_KINDS, never_set),
        REFUSED("by a socket without the flag", ALL_KINDS, by_one_without_the_flag),
        REFUSED("the same number on another type", DATAGRAMS, of_another_type),
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
