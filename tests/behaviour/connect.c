/* SPDX-License-Identifier: ISC */
/* The rows of the rule for connect. */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static void connects(int fd, const struct address *server)
{
    EXPECT(!connect(fd, ADDRESS(*server)));
}

static void unbound_is_cleared(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    connects(fd, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

#ifdef __GLIBC__
int __connect(int fd, const struct sockaddr *to, socklen_t length);

static void by_its_other_name(void)
{
    struct address server, nobody = net_free(case_kind);

    net_server(case_kind, &server);
    int fd = net_flagged(), refused = net_flagged();
    EXPECT(!__connect(fd, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    if (case_kind->type != SOCK_STREAM)
        return;
    EXPECT(__connect(refused, ADDRESS(nobody)) && errno == ECONNREFUSED);
    EXPECT_INT(net_get(refused, SO_REUSEADDR), 1);
}
#endif

static void unbound_keeps_it_without(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    connects(fd, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void reuseport_is_cleared_too(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged(), other = net_socket(case_kind);
    net_set(fd, SO_REUSEPORT, 1);
    net_set(other, SO_REUSEPORT, 1);
    connects(fd, &server);
    connects(other, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    EXPECT_INT(net_get(fd, SO_REUSEPORT), 0);
    EXPECT_INT(net_get(other, SO_REUSEPORT), 0);
}

static void bound_to_any(void)
{
    struct address server, any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    struct address local = net_local(fd);
    net_is_known_as_given(fd, &server, SO_REUSEADDR);
    struct address after = net_local(fd);
    EXPECT_INT(net_port(&after), net_port(&local));
}

static void own_port_keeps_it(void)
{
    struct address server, own = net_free(case_kind);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(own)));
    connects(fd, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* As inetd hands it over. */
static void own_port_on_0_keeps_it(void)
{
    struct address server, own = net_free(case_kind);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(own)));
    EXPECT_INT(dup2(fd, 0), 0);
    EXPECT(!connect(0, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* The number that bind to port 0 gave is bound again, by the program this time. */
static void own_port_after_any_keeps_it(void)
{
    struct address server, any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(any)));
    struct address own = net_local(fd);
    close(fd);
    fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(own)));
    connects(fd, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void listener_keeps_it(void)
{
    struct address server, any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT(!listen(fd, 1));
    EXPECT(connect(fd, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* A client that sets the flag on a connected socket and connects again. */
static void connected_before_keeps_it(void)
{
    struct address server, other;

    net_server(case_kind, &server);
    net_server(case_kind, &other);
    int fd = net_flagged();
    connects(fd, &server);
    net_set(fd, SO_REUSEADDR, 1);
    (void)!connect(fd, ADDRESS(other));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void connected_from_any_keeps_it(void)
{
    struct address server, other, any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    net_server(case_kind, &other);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(any)));
    connects(fd, &server);
    net_set(fd, SO_REUSEADDR, 1);
    (void)!connect(fd, ADDRESS(other));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* Where the loopback answers before connect returns, nothing is left under way. */
static void nonblocking_is_cleared(void)
{
    struct address server;
    int error = -1;
    socklen_t length = sizeof error;

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!fcntl(fd, F_SETFL, O_NONBLOCK));
    EXPECT(!connect(fd, ADDRESS(server)) || errno == EINPROGRESS);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    EXPECT_INT(poll(&ready, 1, 10000), 1);
    EXPECT(!getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length));
    EXPECT_INT(error, 0);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void refused_gets_it_back(void)
{
    struct address nobody = net_free(case_kind);
    int fd = net_flagged();

    EXPECT(connect(fd, ADDRESS(nobody)) == -1 && errno == ECONNREFUSED);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void refused_gets_both_back(void)
{
    struct address nobody = net_free(case_kind);
    int fd = net_flagged();

    net_set(fd, SO_REUSEPORT, 1);
    EXPECT(connect(fd, ADDRESS(nobody)) == -1 && errno == ECONNREFUSED);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    EXPECT_INT(net_get(fd, SO_REUSEPORT), 1);
}

/* The error of a connect, 0 if it succeeded. */
static int tried(int fd, const struct address *to)
{
    return connect(fd, ADDRESS(*to)) ? errno : 0;
}

/* BSDs allow no second connect of a socket that was refused: EINVAL. */
static void tries_again(int fd, const struct address *nobody)
{
    struct address server;

    net_server(case_kind, &server);
    long second = tried(fd, nobody), last = tried(fd, &server);
    if (case_role)
        case_answer(second << 16 | last);
    EXPECT_INT(second << 16 | last, case_without_library("with the flag"));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), last != 0);
}

/* Linux names the port of the failed try although it will choose anew. */
static void retry_is_cleared(void)
{
    struct address nobody = net_free(case_kind);
    int fd = net_flagged();

    EXPECT_INT(tried(fd, &nobody), ECONNREFUSED);
    tries_again(fd, &nobody);
}

static void retry_from_any_is_cleared(void)
{
    struct address nobody = net_free(case_kind);
    struct address any = net_loopback(case_kind->family, 0);
    int fd = net_flagged();

    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT_INT(tried(fd, &nobody), ECONNREFUSED);
    EXPECT(case_role || net_get(fd, SO_REUSEADDR));
    tries_again(fd, &nobody);
}

static void refused_own_port_keeps_it(void)
{
    struct address nobody, server, own = net_free(case_kind);
    int fd = net_flagged();

    EXPECT(!bind(fd, ADDRESS(own)));
    nobody = net_free(case_kind); /* now that it can't be the same */
    EXPECT_INT(tried(fd, &nobody), ECONNREFUSED);
    net_server(case_kind, &server);
    int error = tried(fd, &server);
    if (case_role)
        case_answer(error);
    EXPECT_INT(error, case_without_library("with the flag"));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void timed_out_gets_it_back(void)
{
    struct address server = net_busy_server();
    int fd = net_flagged(), tries = 1;

    if (setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &tries, sizeof tries))
        case_skip("connect can't be told to give up soon (TCP_SYNCNT)");
    EXPECT(connect(fd, ADDRESS(server)) == -1 && errno == ETIMEDOUT);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* The second try is told that the first one is under way. */
static void under_way_stays_cleared(void)
{
    struct address server = net_busy_server();
    int fd = net_flagged();

    EXPECT(!fcntl(fd, F_SETFL, O_NONBLOCK));
    EXPECT_INT(tried(fd, &server), EINPROGRESS);
    net_set(fd, SO_REUSEADDR, 1);
    EXPECT_INT(tried(fd, &server), EALREADY);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void nothing(int signal)
{
    (void)signal;
}

static void interrupted_stays_cleared(void)
{
    struct address server = net_busy_server();
    struct sigaction action = {.sa_handler = nothing}; /* no SA_RESTART */
    int fd = net_flagged();

    EXPECT(!sigaction(SIGALRM, &action, NULL));
    ualarm(100000, 100000); /* again and again, should the first come too early */
    EXPECT(connect(fd, ADDRESS(server)) == -1 && errno == EINTR);
    ualarm(0, 0);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/* OpenBSD's connect waits without an end (sys_connect in sys/kern/uipc_syscalls.c). */
static void send_timeout_stays_cleared(void)
{
    struct address server = net_busy_server();
    struct timeval soon = {.tv_usec = 50000};
    struct sigaction action = {.sa_handler = nothing}; /* no SA_RESTART */
    int fd = net_flagged();

    EXPECT(!setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon));
    EXPECT(!sigaction(SIGALRM, &action, NULL));
    alarm(10);
    int error = tried(fd, &server);
    if (case_role)
        case_answer(error);
    if (error == EINTR && case_without_library("with the flag") == EINTR)
        case_skip("connect does not heed SO_SNDTIMEO here");
    EXPECT_INT(error, EINPROGRESS);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/* The error of a connect to AF_UNSPEC, which not every kernel and protocol has. */
static int disconnected(int fd, const struct sockaddr_storage *none)
{
    socklen_t length = case_kind->family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                     : sizeof(struct sockaddr_in);

    return connect(fd, (const struct sockaddr *)none, length) ? errno : 0;
}

/* Both where the address can be read at once and where it can't. */
static void unspecified_keeps_it(void)
{
    struct sockaddr_storage *elsewhere = net_elsewhere(sizeof *elsewhere);
    struct sockaddr_storage here = {.ss_family = AF_UNSPEC};
    int fd = net_flagged(), error = disconnected(fd, &here);

    if (case_role)
        case_answer(error);
    EXPECT_INT(error, case_without_library("with the flag"));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    EXPECT_INT(disconnected(fd, elsewhere), error);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/*
 * The BSDs answer EAFNOSUPPORT, and have taken the association away all the same
 * (soconnect in OpenBSD's sys/kern/uipc_socket.c), but not the port.  Then it is that
 * of a socket that was connected before.
 */
static void after_unspecified_is_cleared(void)
{
    struct sockaddr_storage none = {.ss_family = AF_UNSPEC};
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    connects(fd, &server);
    disconnected(fd, &none);
    struct address local = net_local(fd);
    net_set(fd, SO_REUSEADDR, 1);
    connects(fd, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), net_port(&local) != 0);
}

static void address_elsewhere_is_cleared(void)
{
    struct address *server = net_elsewhere(sizeof *server);

    net_server(case_kind, server);
    int fd = net_flagged();
    connects(fd, server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void mapped_is_cleared(void)
{
    struct address server;
    struct sockaddr_in6 mapped = {.sin6_family = AF_INET6};
    static const unsigned char loopback[16] = {[10] = 0xff, 0xff, 127, 0, 0, 1};

    net_server(net_kind_over_ipv4(case_kind), &server);
    memcpy(&mapped.sin6_addr, loopback, sizeof loopback);
    mapped.sin6_port = ((struct sockaddr_in *)&server.storage)->sin_port;
    int fd = socket(AF_INET6, case_kind->type, case_kind->protocol);
    int without = socket(AF_INET6, case_kind->type, case_kind->protocol);
    if (connect(without, (struct sockaddr *)&mapped, sizeof mapped))
        case_skip("no IPv4 over IPv6 sockets in this kernel");
    net_set(fd, SO_REUSEADDR, 1);
    EXPECT(!connect(fd, (struct sockaddr *)&mapped, sizeof mapped));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void errno_is_untouched(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    errno = EXDEV;
    EXPECT(!connect(fd, ADDRESS(server)) && errno == EXDEV);
}

static void own_port_is_stripped(void)
{
    struct address server, own = net_free(case_kind);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(own)));
    connects(fd, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void connected_own_port_keeps_it(void)
{
    struct address server, other, own = net_free(case_kind);

    net_server(case_kind, &server);
    net_server(case_kind, &other);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(own)));
    connects(fd, &server);
    net_set(fd, SO_REUSEADDR, 1);
    (void)!connect(fd, ADDRESS(other));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void is_put_back(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    connects(fd, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void reuseport_is_kept(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    net_set(fd, SO_REUSEPORT, 1);
    connects(fd, &server);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    EXPECT_INT(net_get(fd, SO_REUSEPORT), 1);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"unbound: cleared", "", ALL_KINDS, unbound_is_cleared},
        {"unbound, without the library: kept", WITHOUT_LIBRARY, ALL_KINDS,
         unbound_keeps_it_without},
#ifdef __GLIBC__
        {"__connect: cleared", "", ALL_KINDS, by_its_other_name},
#endif
        {"SO_REUSEPORT: cleared", "", ALL_KINDS, reuseport_is_cleared_too},
        {"bound to port 0: cleared", "", STREAMS, bound_to_any},
        {"bound to port 0: kept", "", DATAGRAMS, bound_to_any},
        {"bound to port 0, bound=strip: kept", "bound=strip", DATAGRAMS, bound_to_any},
        {"own port: kept", "", ALL_KINDS, own_port_keeps_it},
        {"own port, given before: kept", "", ALL_KINDS, own_port_after_any_keeps_it},
        {"listener: kept", "", STREAMS, listener_keeps_it},
        {"connected before: kept", "", RESETTABLE, connected_before_keeps_it},
        {"connected from port 0: kept", "", RESETTABLE, connected_from_any_keeps_it},
        {"nonblocking: cleared", "", STREAMS, nonblocking_is_cleared},
        {"refused: put back", "", STREAMS, refused_gets_it_back},
        {"refused: both put back", "", STREAMS, refused_gets_both_back},
        {"own port, descriptor 0: kept", "", ALL_KINDS, own_port_on_0_keeps_it},
        {"refused, then accepted: cleared", "", STREAMS, retry_is_cleared},
        {"refused from port 0, then accepted: cleared", "", STREAMS,
         retry_from_any_is_cleared},
        {"refused from own port, then accepted: kept", "", STREAMS,
         refused_own_port_keeps_it},
        {"timed out: put back", "", TCP, timed_out_gets_it_back},
        {"interrupted: stays cleared", "", NOT_SCTP, interrupted_stays_cleared},
        {"send timeout: stays cleared", "", NOT_SCTP, send_timeout_stays_cleared},
        {"AF_UNSPEC: kept", "", ALL_KINDS, unspecified_keeps_it},
        {"after AF_UNSPEC: cleared", "", DATAGRAMS, after_unspecified_is_cleared},
        {"address neither on stack nor heap: cleared", "", ALL_KINDS,
         address_elsewhere_is_cleared},
        {"IPv4-mapped: cleared", "", ALL_KINDS, mapped_is_cleared},
        {"errno: untouched", "", ALL_KINDS, errno_is_untouched},
        {"mode=off: kept", "mode=off", ALL_KINDS, unbound_keeps_it_without},
        {"mode=restore: put back", "mode=restore", RESETTABLE, is_put_back},
        {"mode=restore: can't be put back", "mode=restore", MPTCP, unbound_is_cleared},
        {"bound=strip: set again under way, cleared", "bound=strip", TCP,
         under_way_stays_cleared},
        {"bound=strip: own port cleared", "bound=strip", ALL_KINDS,
         own_port_is_stripped},
        {"bound=strip: connected before kept", "bound=strip", RESETTABLE,
         connected_own_port_keeps_it},
        {"reuseport=keep: SO_REUSEPORT kept", "reuseport=keep", ALL_KINDS,
         reuseport_is_kept},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
