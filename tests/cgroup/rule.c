/* SPDX-License-Identifier: ISC */
/*
 * The rows of the rule as the kernel keeps them: rule.t runs this in a cgroup that has
 * them.  A program reads what it set, so that the flag is looked at from behind
 * (real_flag.h), and by what it lets another socket do.
 */
#include "config.h"

#include "cases.h"
#include "net.h"
#include "real_flag.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sockets of SCTP pass no bind hook: the rule leaves them alone. */
static void not_sctp(void)
{
    if (case_kind->protocol == IPPROTO_SCTP)
        case_skip("SCTP is not reached");
}

/* MPTCP's own flag is not the one that counts, which is that of its TCP sockets. */
static void is_really(int fd, int option, int value)
{
    if (case_kind->protocol != IPPROTO_MPTCP)
        EXPECT_INT(real_flag(fd, option), value);
}

/* Where the library is in the process as well, it takes the flag off before the kernel
 * does, and gives it back to who binds another socket to that port. */
static bool is_library_too(void)
{
    return getenv("LIBRARY_TOO");
}

static void reads(int fd, int option, int value)
{
    if (!is_library_too())
        EXPECT_INT(net_get(fd, option), value);
}

/* What comes of another flagged socket on LOCAL: 0 or the number of the error. */
static int second_bind(const struct address *local)
{
    int fd = net_flagged();
    int error = bind(fd, ADDRESS(*local)) ? errno : 0;

    close(fd);
    return error;
}

static void can_not_be_joined(const struct address *local)
{
    if (!is_library_too())
        EXPECT_INT(second_bind(local), EADDRINUSE);
}

static void connects(int fd, const struct address *server)
{
    EXPECT(!connect(fd, ADDRESS(*server)));
}

static void bound_to_any(int fd)
{
    struct address any = net_loopback(case_kind->family, 0);

    EXPECT(!bind(fd, ADDRESS(any)));
}

static void client_is_bare(void)
{
    struct address server;

    not_sctp();
    net_server(case_kind, &server);
    int fd = net_flagged();
    reads(fd, SO_REUSEADDR, 1);
    is_really(fd, SO_REUSEADDR, case_kind->protocol == IPPROTO_MPTCP);
    connects(fd, &server);
    is_really(fd, SO_REUSEADDR, 0);
    reads(fd, SO_REUSEADDR, 1);
    struct address local = net_local(fd);
    can_not_be_joined(&local);
    is_really(fd, SO_REUSEADDR, 0);
}

static void reuseport_client_is_bare(void)
{
    struct address server;

    not_sctp();
    net_server(case_kind, &server);
    int fd = net_socket(case_kind);
    net_set(fd, SO_REUSEPORT, 1);
    connects(fd, &server);
    is_really(fd, SO_REUSEPORT, 0);
    reads(fd, SO_REUSEPORT, 1);
}

static void bound_to_any_is_bare(void)
{
    struct address server;

    not_sctp();
    net_server(case_kind, &server);
    int fd = net_flagged();
    bound_to_any(fd);
    is_really(fd, SO_REUSEADDR, is_library_too());
    connects(fd, &server);
    is_really(fd, SO_REUSEADDR, is_library_too() && case_kind->type == SOCK_DGRAM);
    reads(fd, SO_REUSEADDR, 1);
}

/* Who asks for the port may bind another socket to it, until it is a client's. */
static void named_can_be_joined(void)
{
    struct address server;

    not_sctp();
    if (case_kind->protocol == IPPROTO_MPTCP)
        case_skip("who asks for MPTCP's name does not ask its TCP socket");
    net_server(case_kind, &server);
    int fd = net_flagged();
    bound_to_any(fd);
    struct address local = net_local(fd);
    is_really(fd, SO_REUSEADDR, 1);
    EXPECT_INT(second_bind(&local), 0);
    connects(fd, &server);
    is_really(fd, SO_REUSEADDR, case_kind->type == SOCK_DGRAM);
    if (case_kind->type == SOCK_DGRAM)
        EXPECT_INT(second_bind(&local), 0);
    else
        can_not_be_joined(&local);
}

/* The flag comes after bind to port 0. */
static void flagged_late_is_bare(void)
{
    struct address server;

    not_sctp();
    net_server(case_kind, &server);
    int fd = net_flagged();
    net_set(fd, SO_REUSEADDR, 0);
    net_set(fd, SO_REUSEADDR, 1);
    bound_to_any(fd);
    net_set(fd, SO_REUSEADDR, 1);
    connects(fd, &server);
    is_really(fd, SO_REUSEADDR, case_kind->type == SOCK_DGRAM);
}

static void own_port_keeps_it(void)
{
    struct address server, own = net_free(case_kind);

    not_sctp();
    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(own)));
    is_really(fd, SO_REUSEADDR, 1);
    connects(fd, &server);
    is_really(fd, SO_REUSEADDR, 1);
    EXPECT_INT(second_bind(&own), 0);
}

static void switched_off_stays_off(void)
{
    struct address own = net_free(case_kind);
    int fd = net_flagged();

    not_sctp();
    net_set(fd, SO_REUSEADDR, 0);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    EXPECT(!bind(fd, ADDRESS(own)));
    is_really(fd, SO_REUSEADDR, 0);
    EXPECT_INT(second_bind(&own), EADDRINUSE);
}

static void refused_then_accepted_is_bare(void)
{
    struct address nobody = net_free(case_kind), server;

    not_sctp();
    int fd = net_flagged();
    EXPECT(connect(fd, ADDRESS(nobody)) && errno == ECONNREFUSED);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    net_server(case_kind, &server);
    connects(fd, &server);
    is_really(fd, SO_REUSEADDR, 0);
}

static void refused_then_bound_has_it(void)
{
    struct address nobody = net_free(case_kind), own = net_free(case_kind);

    not_sctp();
    int fd = net_flagged();
    EXPECT(connect(fd, ADDRESS(nobody)) && errno == ECONNREFUSED);
    EXPECT(!bind(fd, ADDRESS(own)));
    is_really(fd, SO_REUSEADDR, 1);
    EXPECT_INT(second_bind(&own), 0);
}

/* Serves one client on LISTENER and closes first, which leaves a TIME_WAIT. */
static void serve_one(int listener, const struct address *local)
{
    char byte;
    int client = net_socket(case_kind);

    connects(client, local);
    int served = accept(listener, NULL, NULL);
    EXPECT(served >= 0);
    close(served);
    close(listener);
    EXPECT_INT(read(client, &byte, 1), 0);
    close(client);
}

static void server_restarts(void)
{
    struct address own = net_free(case_kind);

    not_sctp();
    for (int i = 0; i < 2; i++) {
        int fd = net_flagged();
        EXPECT(!bind(fd, ADDRESS(own)));
        EXPECT(!listen(fd, 4));
        reads(fd, SO_REUSEADDR, 1);
        serve_one(fd, &own);
    }
    int bare = net_socket(case_kind);
    EXPECT(bind(bare, ADDRESS(own)) && errno == EADDRINUSE); /* so it was a TIME_WAIT */
}

static void server_on_any_restarts(void)
{
    not_sctp();
    int fd = net_flagged();
    bound_to_any(fd);
    EXPECT(!listen(fd, 4));
    is_really(fd, SO_REUSEADDR, 1);
    struct address local = net_local(fd);
    serve_one(fd, &local);
    fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(local)));
    EXPECT(!listen(fd, 4));
}

static void listener_without_bind_has_it(void)
{
    not_sctp();
    int fd = net_flagged();
    EXPECT(!listen(fd, 4));
    is_really(fd, SO_REUSEADDR, 1);
}

static void servers_share_a_port(void)
{
    struct address local = net_loopback(case_kind->family, 0);

    not_sctp();
    for (int i = 0; i < 3; i++) {
        int fd = net_socket(case_kind);
        net_set(fd, SO_REUSEPORT, 1);
        EXPECT(!bind(fd, ADDRESS(local)));
        EXPECT(case_kind->type != SOCK_STREAM || !listen(fd, 4));
        local = net_local(fd);
        is_really(fd, SO_REUSEPORT, 1);
    }
}

/* The filter wants the flag before there is a port. */
static void filter_spreads(void)
{
    struct sock_filter code = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog filter = {.len = 1, .filter = &code};
    struct address own = net_free(case_kind);
    int fd = net_socket(case_kind);

    not_sctp();
    net_set(fd, SO_REUSEPORT, 1);
    EXPECT(
        !setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &filter, sizeof filter));
    EXPECT(!bind(fd, ADDRESS(own)));
    is_really(fd, SO_REUSEPORT, 1);
}

static void first_send_is_bare(void)
{
    struct address server, from = {.length = sizeof from.storage};
    char byte;
    int at = net_server(case_kind, &server), fd = net_flagged();

    EXPECT_INT(sendto(fd, "x", 1, 0, ADDRESS(server)), 1);
    EXPECT_INT(
        recvfrom(at, &byte, 1, 0, (struct sockaddr *)&from.storage, &from.length), 1);
    is_really(fd, SO_REUSEADDR, 0);
    reads(fd, SO_REUSEADDR, 1);
    can_not_be_joined(&from);
}

static void fast_open_is_bare(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT_INT(sendto(fd, "x", 1, MSG_FASTOPEN, ADDRESS(server)), 1);
    is_really(fd, SO_REUSEADDR, 0);
}

/* Has this process a network of its own, of which nothing but the loopback is there? */
static bool leave_network(void)
{
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};

    if (unshare(CLONE_NEWNET))
        return false;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    bool up = !ioctl(fd, SIOCSIFFLAGS, &loopback);
    close(fd);
    return up;
}

/* As many flagged clients as there are ports: that none gets another's is no chance.
 * The range is that of a network. */
static void datagrams_have_ports_of_their_own(void)
{
    enum { PORTS = 200 };
    FILE *range =
        leave_network() ? fopen("/proc/sys/net/ipv4/ip_local_port_range", "w") : NULL;
    static unsigned char taken[65536];
    struct address server, from;
    char byte;

    if (!range)
        case_skip("the range of ports can't be set");
    int at = net_server(case_kind, &server);
    if (fprintf(range, "40000 40199") < 0 || fclose(range))
        case_skip("the range of ports can't be set");
    for (int i = 0; i < PORTS / 2; i++) {
        int fd = net_flagged();
        EXPECT_INT(sendto(fd, "x", 1, 0, ADDRESS(server)), 1);
        from.length = sizeof from.storage;
        EXPECT_INT(
            recvfrom(at, &byte, 1, 0, (struct sockaddr *)&from.storage, &from.length),
            1);
        EXPECT_INT(taken[net_port(&from)]++, 0);
    }
}

static void disconnected_is_bare(void)
{
    struct sockaddr_storage none = {.ss_family = AF_UNSPEC};
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    connects(fd, &server);
    EXPECT(!connect(fd, (struct sockaddr *)&none, sizeof none));
    net_set(fd, SO_REUSEADDR, 1);
    is_really(fd, SO_REUSEADDR, 0);
    connects(fd, &server);
    is_really(fd, SO_REUSEADDR, 0);
}

static void passed_on_is_bare(void)
{
    struct address server;
    int status;

    not_sctp();
    net_server(case_kind, &server);
    int fd = dup(net_flagged());
    pid_t child = fork();
    if (!child) {
        connects(fd, &server);
        _exit(0);
    }
    EXPECT(waitpid(child, &status, 0) == child && !status);
    is_really(fd, SO_REUSEADDR, 0);
}

/* As a 32-bit program does on a 64-bit kernel. */
static void unseen_is_cleared_in_connect(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_socket(case_kind);
    set_unseen(fd, SO_REUSEADDR, 1);
    EXPECT_INT(real_flag(fd, SO_REUSEADDR), 1);
    connects(fd, &server);
    EXPECT_INT(real_flag(fd, SO_REUSEADDR), 0);
}

static void unseen_is_put_back_in_listen(void)
{
    int fd = net_socket(case_kind);

    set_unseen(fd, SO_REUSEADDR, 1);
    bound_to_any(fd);
    EXPECT_INT(real_flag(fd, SO_REUSEADDR), 0);
    EXPECT(!listen(fd, 4));
    EXPECT_INT(real_flag(fd, SO_REUSEADDR), 1);
}

/* CRIU sets up sockets so; its SK_FORCE_REUSE (2) is not ours to change. */
static void repair_is_left_alone(void)
{
    struct address own = net_free(case_kind), server;
    int fd = net_flagged(), on = 1;

    net_server(case_kind, &server);
    if (setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on))
        case_skip("TCP_REPAIR is not permitted");
    EXPECT(!bind(fd, ADDRESS(own)));
    EXPECT_INT(real_flag(fd, SO_REUSEADDR), 2);
}

static void mistakes_stay_mistakes(void)
{
    int fd = net_socket(case_kind), on = 1;

    EXPECT(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, 2) && errno == EINVAL);
    EXPECT(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, (void *)8, sizeof on) &&
           errno == EFAULT);
    EXPECT(setsockopt(fd, SOL_SOCKET, 30000, &on, sizeof on) && errno == ENOPROTOOPT);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    EXPECT(setsockopt(-1, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) && errno == EBADF);
}

static void long_values_are_taken(void)
{
    static int value[4096] = {1};
    socklen_t length = sizeof value;
    int fd = net_socket(case_kind);

    EXPECT(!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, value, sizeof value));
    EXPECT(!setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, value, sizeof value));
    value[0] = 0;
    EXPECT(!getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, value, &length));
    EXPECT_INT(length, sizeof *value);
    EXPECT_INT(value[0], 1);
    EXPECT_INT(net_get(fd, SO_KEEPALIVE), 1);
}

int main(int argc, char **argv)
{
    static struct test_case cases[] = {
        {"client: bare", WITHOUT_LIBRARY, ALL_KINDS, client_is_bare},
        {"client, SO_REUSEPORT: bare", WITHOUT_LIBRARY, ALL_KINDS,
         reuseport_client_is_bare},
        {"bound to port 0: bare", WITHOUT_LIBRARY, ALL_KINDS, bound_to_any_is_bare},
        {"bound to port 0, named: can be joined", WITHOUT_LIBRARY, ALL_KINDS,
         named_can_be_joined},
        {"flagged after bind to port 0: bare", WITHOUT_LIBRARY, RESETTABLE,
         flagged_late_is_bare},
        {"own port: kept", WITHOUT_LIBRARY, ALL_KINDS, own_port_keeps_it},
        {"switched off: stays off", WITHOUT_LIBRARY, ALL_KINDS, switched_off_stays_off},
        {"refused, then accepted: bare", WITHOUT_LIBRARY, STREAMS,
         refused_then_accepted_is_bare},
        {"refused, then bound: has it", WITHOUT_LIBRARY, STREAMS,
         refused_then_bound_has_it},
        {"server: restarts in TIME_WAIT", WITHOUT_LIBRARY, STREAMS, server_restarts},
        {"server on port 0: restarts in TIME_WAIT", WITHOUT_LIBRARY, STREAMS,
         server_on_any_restarts},
        {"listener without bind: has it", WITHOUT_LIBRARY, STREAMS,
         listener_without_bind_has_it},
        {"servers with SO_REUSEPORT: share a port", WITHOUT_LIBRARY, ALL_KINDS,
         servers_share_a_port},
        {"filter for SO_REUSEPORT: taken", WITHOUT_LIBRARY, RESETTABLE, filter_spreads},
        {"first send: bare", WITHOUT_LIBRARY, DATAGRAMS, first_send_is_bare},
        {"MSG_FASTOPEN: bare", WITHOUT_LIBRARY, TCP, fast_open_is_bare},
        {"first sends: no port twice", WITHOUT_LIBRARY, DATAGRAMS,
         datagrams_have_ports_of_their_own},
        {"disconnected: bare", WITHOUT_LIBRARY, DATAGRAMS, disconnected_is_bare},
        {"dup and fork: bare", WITHOUT_LIBRARY, ALL_KINDS, passed_on_is_bare},
        {"flag that no hook saw: cleared", WITHOUT_LIBRARY, TCP,
         unseen_is_cleared_in_connect},
        {"flag that no hook saw: put back", WITHOUT_LIBRARY, TCP,
         unseen_is_put_back_in_listen},
        {"TCP_REPAIR: left alone", WITHOUT_LIBRARY, TCP, repair_is_left_alone},
        {"mistakes: stay mistakes", WITHOUT_LIBRARY, ONCE, mistakes_stay_mistakes},
        {"long values: taken", WITHOUT_LIBRARY, ONCE, long_values_are_taken},
        {NULL, NULL, ONCE, NULL},
    };

    for (struct test_case *one = cases; is_library_too() && one->name; one++)
        one->settings = "";
    return cases_main(argc, argv, cases);
}
