/* SPDX-License-Identifier: ISC */
/* The rows of the rule for bind. */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24 /* linux/in.h */
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51 /* linux/in.h, 6.3 */
#endif

static struct address bind_any(int fd)
{
    struct address any = net_loopback(case_kind->family, 0);

    EXPECT(!bind(fd, ADDRESS(any)));
    return net_local(fd);
}

/* On Linux two sockets can share a port only if both carry the flag while they bind. */
static void any_gets_it_back(void)
{
    int fd = net_flagged(), other = net_flagged();
    struct address local = bind_any(fd);

    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    int error = bind(other, ADDRESS(local)) ? errno : 0;
    if (case_role)
        case_answer(error);
    EXPECT_INT(error, case_without_library("with the flag"));
}

static void any_elsewhere_gets_it_back(void)
{
    struct address *any = net_elsewhere(sizeof *any);
    int fd = net_flagged();

    *any = net_loopback(case_kind->family, 0);
    EXPECT(!bind(fd, ADDRESS(*any)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void any_elsewhere_is_known(void)
{
    struct address *any = net_elsewhere(sizeof *any), server;

    net_server(case_kind, &server);
    int fd = net_socket(case_kind);
    net_set(fd, SO_REUSEPORT, 1); /* alone: nothing else may be set on the way */
    *any = net_loopback(case_kind->family, 0);
    EXPECT(!bind(fd, ADDRESS(*any)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    net_is_known_as_given(fd, &server, SO_REUSEPORT);
}

/* A socket that has its port fails to bind once more: the port stays the program's. */
static void failed_any_is_no_hint(void)
{
    struct address own = net_free(case_kind), server;
    struct address any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(own)));
    EXPECT(bind(fd, ADDRESS(any)) && errno == EINVAL);
    EXPECT(!connect(fd, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void failed_any_gives_both_back(void)
{
    struct address any = net_loopback(case_kind->family, 0);
    int fd = net_flagged();

    net_set(fd, SO_REUSEPORT, 1);
    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT(bind(fd, ADDRESS(any)) && errno == EINVAL);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    EXPECT_INT(net_get(fd, SO_REUSEPORT), 1);
}

/* __inet_bind (net/ipv4/af_inet.c) takes AF_UNSPEC for AF_INET, with any address. */
static void needs_unspecified(void)
{
    struct sockaddr_in any = {.sin_family = AF_UNSPEC};
    int fd = net_socket(case_kind);

    if (bind(fd, (struct sockaddr *)&any, sizeof any))
        case_skip("bind does not take AF_UNSPEC for AF_INET here");
    close(fd);
}

static void unspecified_is_bound_alike(void)
{
    struct address server;
    struct sockaddr_in any = {.sin_family = AF_UNSPEC};

    needs_unspecified();
    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(!bind(fd, (struct sockaddr *)&any, sizeof any));
    net_is_known_as_given(fd, &server, SO_REUSEADDR);
}

static void unspecified_port_is_the_programs(void)
{
    struct address server, own;
    struct sockaddr_in any = {.sin_family = AF_UNSPEC};

    needs_unspecified();
    net_server(case_kind, &server);
    int fd = net_flagged();
    own = net_loopback(AF_INET, 0);
    EXPECT(!bind(fd, ADDRESS(own)));
    own = net_local(fd);
    close(fd);
    fd = net_flagged();
    any.sin_port = ((struct sockaddr_in *)&own.storage)->sin_port;
    EXPECT(!bind(fd, (struct sockaddr *)&any, sizeof any));
    EXPECT(!connect(fd, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* Only internet addresses have ports; here the same bytes hold nothing. */
static void other_family_is_no_hint(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged(), other = socket(AF_NETLINK, SOCK_RAW, 0);
    if (other < 0)
        case_skip("no netlink sockets");
    struct address local = bind_any(fd);
    /* struct sockaddr_nl, whose header musl's compiler does not find: padding where
     * other families have the port, then the process and the groups, 0 for none. */
    struct address name = net_loopback(AF_INET, net_port(&local));
    name.storage.ss_family = AF_NETLINK;
    ((struct sockaddr_in *)&name.storage)->sin_addr.s_addr = 0;
    name.length = 12;
    EXPECT(!bind(other, ADDRESS(name)));
    net_is_known_as_given(fd, &server, SO_REUSEADDR);
}

/* Two sockets of different types on one port; the kernel gave it to the second. */
static int twins(int *given)
{
    static const int types[] = {[SOCK_STREAM] = SOCK_DGRAM, [SOCK_DGRAM] = SOCK_STREAM};
    struct address own, any = net_loopback(case_kind->family, 0);
    close(net_server(case_kind, &own)); /* one of the range that the kernel uses */
    unsigned range = net_port(&own) << 16 | net_port(&own);
    int fd = net_flagged();

    *given = socket(case_kind->family, types[case_kind->type], 0);
    net_set(*given, SO_REUSEADDR, 1);
    if (setsockopt(*given, IPPROTO_IP, IP_LOCAL_PORT_RANGE, &range, sizeof range))
        case_skip("no IP_LOCAL_PORT_RANGE");
    if (!bind(fd, ADDRESS(own)) && !bind(*given, ADDRESS(any)))
        return fd;
    close(fd); /* somebody else has it */
    close(*given);
    return -1;
}

/* TCP and UDP number their ports apart. */
static void other_type_is_no_hint(void)
{
    struct address server;
    int fd, given;

    net_server(case_kind, &server);
    while ((fd = twins(&given)) < 0)
        ;
    struct address own = net_local(fd), same = net_local(given);
    EXPECT_INT(net_port(&same), net_port(&own));
    EXPECT(!connect(fd, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* What a socket of the other type does with the client's number. */
static bool other_type_does(int client, int other, int what)
{
    struct address local = net_local(client), server;
    struct kind kind = {NULL, case_kind->family, 0, 0};
    unsigned range = net_port(&local) << 16 | net_port(&local);
    struct address any = net_loopback(case_kind->family, 0);

    if (what == 2) {
        if (setsockopt(other, IPPROTO_IP, IP_LOCAL_PORT_RANGE, &range, sizeof range))
            case_skip("no IP_LOCAL_PORT_RANGE");
        return !bind(other, ADDRESS(any));
    }
    if (bind(other, ADDRESS(local)))
        return false; /* somebody else has it */
    kind.type = net_value(other, SO_TYPE);
    net_server(&kind, &server);
    EXPECT(!what || !connect(other, ADDRESS(server)));
    return true;
}

/* What is known of a client's port stays, whatever becomes of that number elsewhere. */
static void other_type_takes_no_hint(void)
{
    static const int types[] = {[SOCK_STREAM] = SOCK_DGRAM, [SOCK_DGRAM] = SOCK_STREAM};
    struct address server;

    net_server(case_kind, &server);
    for (int what = 0; what < 3;) {
        int client = net_flagged(), other;
        bind_any(client);
        other = socket(case_kind->family, types[case_kind->type], 0);
        net_set(other, SO_REUSEADDR, 1);
        if (!other_type_does(client, other, what))
            continue;
        net_is_known_as_given(client, &server, SO_REUSEADDR);
        what++;
    }
}

/*
 * Under TCP_REPAIR, of which CRIU makes connections, the option has a value that the
 * kernel alone can set (SK_FORCE_REUSE in include/net/sock.h).
 */
static void repaired_is_left_alone(void)
{
    struct address any = net_loopback(AF_INET, 0), group = net_loopback(AF_INET, 9);
    int on = 1, bound = net_socket(case_kind), connects = net_socket(case_kind);

    net_flagged();
    if (setsockopt(bound, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on))
        case_skip("TCP_REPAIR is not permitted");
    EXPECT(!setsockopt(connects, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on));
    EXPECT_INT(net_value(bound, SO_REUSEADDR), 2);
    EXPECT(!bind(bound, ADDRESS(any)));
    EXPECT_INT(net_value(bound, SO_REUSEADDR), 2);
    ((struct sockaddr_in *)&group.storage)->sin_addr.s_addr =
        htonl(INADDR_ALLHOSTS_GROUP);
    EXPECT(connect(connects, ADDRESS(group)));
    EXPECT_INT(net_value(connects, SO_REUSEADDR), 2);
}

static void taken_port_is_refused_alike(void)
{
    struct address server, *elsewhere = net_elsewhere(sizeof *elsewhere);

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(bind(fd, ADDRESS(server)) && errno == EADDRINUSE);
    *elsewhere = server;
    EXPECT(bind(fd, ADDRESS(*elsewhere)) && errno == EADDRINUSE);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void failed_any_gets_it_back(void)
{
    int fd = net_flagged();
    struct address any = bind_any(fd);

    any = net_loopback(case_kind->family, 0);
    EXPECT(bind(fd, ADDRESS(any)) && errno == EINVAL);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* A server goes down with a connection of its own in TIME_WAIT and comes up again. */
static void serve_once(struct address *local, int first)
{
    int fd = net_flagged();
    struct address any = net_loopback(case_kind->family, 0);

    EXPECT(!bind(fd,
                 first ? (struct sockaddr *)&any.storage
                       : (struct sockaddr *)&local->storage,
                 any.length));
    *local = net_local(fd);
    EXPECT(!listen(fd, 8));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    int client = net_socket(case_kind);
    EXPECT(!connect(client, ADDRESS(*local)));
    int peer = accept(fd, NULL, NULL);
    EXPECT(peer >= 0);
    close(peer); /* first: TIME_WAIT is on the server's port */
    EXPECT_INT(read(client, &(char){0}, 1), 0);
    close(client);
    close(fd);
}

static void server_restarts(void)
{
    struct address local;

    serve_once(&local, 1);
    serve_once(&local, 0);
}

/* Without SO_REUSEADDR the port would be taken: what server_restarts relies on.  SCTP
 * has no TIME_WAIT, nor has FreeBSD's TCP among local addresses since 14, unless
 * net.inet.tcp.nolocaltimewait is 0 (tcp_twstart in sys/netinet/tcp_timewait.c). */
static void restart_needs_the_flag(void)
{
    struct address local;

    serve_once(&local, 1);
    int fd = net_socket(case_kind), error = bind(fd, ADDRESS(local)) ? errno : 0;
    if (case_role)
        case_answer(error);
    if (!error && !case_without_library("without the flag"))
        case_skip("this kernel has no TIME_WAIT among local addresses");
    EXPECT_INT(error, EADDRINUSE);
}

/* A group on a port that the kernel chose for its first member. */
static void group_can_be_joined(void)
{
    int first = net_socket(case_kind), second = net_socket(case_kind);
    enum { DATAGRAMS_SENT = 64 };
    int received[2] = {0, 0};

    net_set(first, SO_REUSEPORT, 1);
    net_set(second, SO_REUSEPORT, 1);
    struct address local = bind_any(first);
    EXPECT(!bind(second, ADDRESS(local)));
    for (int i = 0; i < DATAGRAMS_SENT; i++) {
        int sender = socket(case_kind->family, SOCK_DGRAM, 0);
        EXPECT_INT(sendto(sender, "x", 1, 0, ADDRESS(local)), 1);
        close(sender);
    }
    for (int i = 0; i < DATAGRAMS_SENT; i++) {
        struct pollfd both[2] = {{first, POLLIN, 0}, {second, POLLIN, 0}};
        EXPECT(poll(both, 2, 5000) > 0);
        int which = both[0].revents ? 0 : 1;
        EXPECT_INT(recv(both[which].fd, &(char){0}, 1, 0), 1);
        received[which]++;
    }
    /* Linux spreads them: both are members.  Others give them to one. */
    long members = !!received[0] + !!received[1];
    if (case_role)
        case_answer(members);
    EXPECT_INT(members, case_without_library("with the flag"));
}

/* SCTP takes the option and chooses a port nevertheless (sctp_do_bind in
 * net/sctp/socket.c). */
static void no_port_yet_is_cleared_at_connect(void)
{
    struct address server;
    int fd, on = 1;

    net_server(case_kind, &server);
    fd = net_flagged();
    if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on))
        case_skip("no IP_BIND_ADDRESS_NO_PORT");
    struct address local = bind_any(fd);
    if (case_role)
        case_answer(net_port(&local));
    /* The number is FreeBSD's IP_BINDANY. */
    if (net_port(&local) && case_without_library("with the flag"))
        case_skip("no IP_BIND_ADDRESS_NO_PORT");
    EXPECT_INT(net_port(&local), 0);
    EXPECT(!connect(fd, ADDRESS(server)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void reuseport_gets_it_back(void)
{
    int fd = net_socket(case_kind);

    net_set(fd, SO_REUSEPORT, 1);
    bind_any(fd);
    EXPECT_INT(net_get(fd, SO_REUSEPORT), 1);
}

static void errno_is_untouched(void)
{
    struct address any = net_loopback(case_kind->family, 0);
    int fd = net_flagged();

    errno = EXDEV;
    EXPECT(!bind(fd, ADDRESS(any)) && errno == EXDEV);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"port 0: put back", "", DATAGRAMS, any_gets_it_back},
        {"port 0, address neither on stack nor heap: put back", "", ALL_KINDS,
         any_elsewhere_gets_it_back},
        {"port 0, mode=restore: put back", "mode=restore", ALL_KINDS,
         any_elsewhere_gets_it_back},
        {"SO_REUSEPORT alone, port 0, address elsewhere: cleared at connect", "",
         STREAMS, any_elsewhere_is_known},
        {"SO_REUSEPORT alone, port 0, address elsewhere, bound=strip: kept",
         "bound=strip", DATAGRAMS, any_elsewhere_is_known},
        {"port 0 fails, then connect: own port kept", "", ALL_KINDS,
         failed_any_is_no_hint},
        {"port 0 fails: both put back", "", ALL_KINDS, failed_any_gives_both_back},
        {"AF_UNSPEC, port 0: cleared at connect", "", IPV4_TCP,
         unspecified_is_bound_alike},
        {"AF_UNSPEC, port 0, bound=strip: kept", "bound=strip", IPV4_DATAGRAMS,
         unspecified_is_bound_alike},
        {"AF_UNSPEC and a port: kept", "", IPV4, unspecified_port_is_the_programs},
        {"another family in between: cleared at connect", "", STREAMS,
         other_family_is_no_hint},
        {"another family in between, bound=strip: kept", "bound=strip", DATAGRAMS,
         other_family_is_no_hint},
        {"own port, the same number given to another type: kept", "", ALL_KINDS,
         other_type_is_no_hint},
        {"port 0, its number used by another type: cleared at connect", "", STREAMS,
         other_type_takes_no_hint},
        {"port 0, its number used by another type, bound=strip: kept", "bound=strip",
         DATAGRAMS, other_type_takes_no_hint},
        {"TCP_REPAIR: left alone", "", IPV4_TCP, repaired_is_left_alone},
        {"TCP_REPAIR, mode=restore: left alone", "mode=restore", IPV4_TCP,
         repaired_is_left_alone},
        {"TCP_REPAIR, inherited=yes: left alone", "inherited=yes", IPV4_TCP,
         repaired_is_left_alone},
        {"taken port: refused as ever", "", STREAMS, taken_port_is_refused_alike},
        {"port 0 fails: put back", "", ALL_KINDS, failed_any_gets_it_back},
        {"a server restarts within TIME_WAIT", "", STREAMS, server_restarts},
        {"a server restarts without the library", WITHOUT_LIBRARY, STREAMS,
         server_restarts},
        {"a restart needs the flag", "", NOT_SCTP, restart_needs_the_flag},
        {"a group on port 0 can be joined", "", DATAGRAMS, group_can_be_joined},
        {"IP_BIND_ADDRESS_NO_PORT: cleared at connect", "", NOT_SCTP,
         no_port_yet_is_cleared_at_connect},
        {"SO_REUSEPORT, port 0: put back", "", ALL_KINDS, reuseport_gets_it_back},
        {"errno: untouched", "", ALL_KINDS, errno_is_untouched},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
