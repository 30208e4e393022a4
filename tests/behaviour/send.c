/* SPDX-License-Identifier: ISC */
/* The row of the rule for the first send. */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The three calls with one face. */
typedef ssize_t send_fn(int fd, const struct address *to, int flags);

static struct msghdr message_to(const struct address *to)
{
    static char byte = 'x';
    static struct iovec data = {.iov_base = &byte, .iov_len = 1};

    return (struct msghdr){.msg_name = (void *)(uintptr_t)&to->storage,
                           .msg_namelen = to->length,
                           .msg_iov = &data,
                           .msg_iovlen = 1};
}

static ssize_t by_sendto(int fd, const struct address *to, int flags)
{
    return sendto(fd, "x", 1, flags, ADDRESS(*to));
}

static ssize_t by_sendto_elsewhere(int fd, const struct address *to, int flags)
{
    static struct address *elsewhere;

    if (!elsewhere)
        elsewhere = net_elsewhere(sizeof *elsewhere);
    *elsewhere = *to;
    return sendto(fd, "x", 1, flags, ADDRESS(*elsewhere));
}

static ssize_t by_sendmsg(int fd, const struct address *to, int flags)
{
    struct msghdr message = message_to(to);

    return sendmsg(fd, &message, flags);
}

static ssize_t by_sendmsg_elsewhere(int fd, const struct address *to, int flags)
{
    static struct msghdr *message;

    if (!message)
        message = net_elsewhere(sizeof *message);
    *message = message_to(to);
    return sendmsg(fd, message, flags);
}

/* For a message alone Linux cuts the length (__copy_msghdr in net/socket.c). */
static ssize_t by_sendmsg_long(int fd, const struct address *to, int flags)
{
    union {
        struct sockaddr_storage storage;
        char bytes[2 * sizeof(struct sockaddr_storage)];
    } name = {.storage = to->storage};
    struct msghdr message = message_to(to);

    message.msg_name = &name;
    message.msg_namelen = sizeof name;
    return sendmsg(fd, &message, flags);
}

static ssize_t by_sendmmsg(int fd, const struct address *to, int flags)
{
    struct mmsghdr messages[2] = {{.msg_hdr = message_to(to)},
                                  {.msg_hdr = message_to(to)}};

    return sendmmsg(fd, messages, 2, flags);
}

static send_fn *const sends[] = {by_sendto,   by_sendto_elsewhere,
                                 by_sendmsg,  by_sendmsg_elsewhere,
                                 by_sendmmsg, by_sendmsg_long};

/* How many of them this kernel has: the last one is refused where the length of a name
 * is not cut. */
static int ways_to_send(const struct address *server)
{
    enum { ALL = sizeof sends / sizeof sends[0] };
    int fd = net_socket(case_kind);
    bool cuts = by_sendmsg_long(fd, server, 0) > 0;

    close(fd);
    return cuts ? ALL : ALL - 1;
}

static void first_clears_it(void)
{
    struct address server;

    net_server(case_kind, &server);
    for (int i = 0, ways = ways_to_send(&server); i < ways; i++) {
        int fd = net_flagged();
        EXPECT(sends[i](fd, &server, 0) > 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
        EXPECT(sends[i](fd, &server, 0) > 0);
        close(fd); /* so that the next one has the same number */
    }
}

static void first_keeps_it_without(void)
{
    struct address server;

    net_server(case_kind, &server);
    for (int i = 0, ways = ways_to_send(&server); i < ways; i++) {
        int fd = net_flagged();
        EXPECT(sends[i](fd, &server, 0) > 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
        close(fd);
    }
}

static void first_gets_it_back(void)
{
    first_keeps_it_without();
}

static void bound_keeps_it(void)
{
    struct address server, own = net_free(case_kind);
    struct address any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    for (int i = 0, ways = ways_to_send(&server); i < ways; i++) {
        int fd = net_flagged(), other = net_flagged();
        EXPECT(!bind(fd, ADDRESS(own)));
        EXPECT(!bind(other, ADDRESS(any)));
        EXPECT(sends[i](fd, &server, 0) > 0 && sends[i](other, &server, 0) > 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
        EXPECT_INT(net_get(other, SO_REUSEADDR), 1);
        close(fd);
        close(other);
    }
}

/* Port 0 as a destination fails, after the kernel may have chosen a port already. */
static void failed_gets_it_back(void)
{
    struct address nowhere = net_loopback(case_kind->family, 0), server;

    net_server(case_kind, &server);
    for (int i = 0, ways = ways_to_send(&server); i < ways; i++) {
        int fd = net_flagged();
        EXPECT(sends[i](fd, &nowhere, 0) < 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
        EXPECT(sends[i](fd, &server, 0) > 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
        close(fd);
    }
}

/* What can't be connected to leaves a port that bind gave what it is. */
static void failed_connect_keeps_it(void)
{
    struct address any = net_loopback(case_kind->family, 0), server;
    struct address too_short = net_loopback(AF_INET6, 1);

    net_server(case_kind, &server);
    too_short.length = sizeof(struct sockaddr_in);
    int fd = net_flagged();
    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT(connect(fd, ADDRESS(too_short)));
    EXPECT_INT(by_sendto(fd, &server, 0), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

/* IPv4 takes it for AF_INET (udp_sendmsg in net/ipv4/udp.c). */
static void unspecified_is_cleared(void)
{
    struct address server;

    net_server(case_kind, &server);
    server.storage.ss_family = AF_UNSPEC;
    if (by_sendto(net_socket(case_kind), &server, 0) < 0)
        case_skip("sendto does not take AF_UNSPEC for AF_INET here");
    int fd = net_flagged();
    EXPECT_INT(by_sendto(fd, &server, 0), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/* All that the count of flags could be cut to comes round. */
static void many_flags_later_is_cleared(void)
{
    struct address server;

    net_server(case_kind, &server);
    int other = net_flagged(), fd = net_socket(case_kind), first = fd;
    EXPECT_INT(by_sendto(fd, &server, 0), 1);
    close(fd);
    for (int i = 0; i < (1 << 16) - 2; i++)
        net_set(other, SO_REUSEADDR, 1);
    for (int i = 0; i < 3; i++) {
        fd = net_flagged();
        EXPECT_INT(fd, first);
        EXPECT_INT(by_sendto(fd, &server, 0), 1);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
        close(fd);
    }
}

/* On Linux an association takes the port with it: the kernel chooses once more. */
static void after_unspecified_the_choice_is_protected(void)
{
    struct sockaddr_storage none = {.ss_family = AF_UNSPEC};
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    for (int i = 0; i < 3; i++) /* so that nothing is asked any more */
        EXPECT_INT(by_sendto(fd, &server, 0), 1);
    net_set(fd, SO_REUSEADDR, 1);
    EXPECT_INT(by_sendto(fd, &server, 0), 1);
    EXPECT(!connect(fd, ADDRESS(server)));
    (void)!connect(fd, (struct sockaddr *)&none, sizeof none);
    struct address local = net_local(fd);
    if (net_port(&local))
        case_skip("this kernel leaves a socket the port that it connected from");
    EXPECT_INT(by_sendto(fd, &server, 0), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void flag_set_later_is_seen(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged(), other = net_socket(case_kind);
    EXPECT_INT(by_sendto(fd, &server, 0), 1);
    EXPECT_INT(by_sendto(other, &server, 0), 1);
    close(other);
    other = net_flagged();
    EXPECT_INT(by_sendto(other, &server, 0), 1);
    EXPECT_INT(net_get(other, SO_REUSEADDR), 0);
}

/* The first message chooses; none at all chooses nothing. */
static void vector_counts(void)
{
    struct address server;
    struct mmsghdr messages[2];

    net_server(case_kind, &server);
    messages[0].msg_hdr = messages[1].msg_hdr = message_to(&server);
    messages[1].msg_hdr.msg_name = NULL;
    int fd = net_flagged();
    EXPECT_INT(sendmmsg(fd, messages, 0, 0), 0);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    EXPECT_INT(sendmmsg(fd, messages, 2, 0), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/*
 * Two descriptors whose numbers differ by the length of the table of hints.c.  far.so
 * behind the library gives a descriptor a second number, one more than that beyond its
 * own.
 */
static const char far_case[] = "number beyond the table: cleared";

static void far_number_is_cleared(void)
{
    struct address server;

    if (!getenv("FAR_NUMBERS")) {
        char libraries[8192];
        snprintf(libraries, sizeof libraries, "%s:%s/.libs/far.so",
                 getenv("LIBNOREUSEADDR"), getenv("BUILDDIR"));
        setenv("LIBNOREUSEADDR", libraries, 1);
        setenv("FAR_NUMBERS", "yes", 1);
        case_exec("", far_case, -1);
    }
    net_server(case_kind, &server);
    int fd = net_flagged(), near = net_socket(case_kind), far = (1 << 16) + near;
    EXPECT_INT(near, fd + 1);
    EXPECT_INT(net_get(far, SO_REUSEADDR), 1);  /* it is there, and it is fd */
    EXPECT_INT(by_sendto(near, &server, 0), 1); /* harmless now, the other is not */
    EXPECT_INT(by_sendto(far, &server, 0), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/* What sctp_sendmsg_new_asoc (net/sctp/socket.c) does. */
static void first_is_cleared(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT_INT(by_sendto(fd, &server, 0), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
    struct address local = net_local(fd);
    EXPECT(net_port(&local));
}

static void duplicate_is_cleared(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT_INT(by_sendto(dup(fd), &server, 0), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/* Connects by SEND, or skips the case if that can't be. */
static ssize_t fast_send(send_fn *send, int fd, const struct address *to)
{
    if (!MSG_FASTOPEN)
        case_skip("no MSG_FASTOPEN here");
    ssize_t sent = send(fd, to, MSG_FASTOPEN);
    if (sent < 0 && errno == EOPNOTSUPP)
        case_skip("TCP fast open is off (net.ipv4.tcp_fastopen)");
    return sent;
}

static void fast_open_is_cleared(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT_INT(fast_send(by_sendto, fd, &server), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static send_fn *const fast_sends[] = {by_sendto, by_sendmsg, by_sendmmsg};
enum { FAST_SENDS = sizeof fast_sends / sizeof fast_sends[0] };

static int bound_to_any(void)
{
    struct address any = net_loopback(case_kind->family, 0);
    int fd = net_flagged();

    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    return fd;
}

static void fast_open_from_any_leaves(int flag)
{
    struct address server;
    int listener = net_server(case_kind, &server);

    for (int i = 0; i < FAST_SENDS; i++) {
        int fd = bound_to_any();
        (void)fast_send(fast_sends[i], fd, &server);
        EXPECT(accept(listener, NULL, NULL) >= 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), flag);
        close(fd); /* so that the next one has the same number */
    }
}

static void fast_open_from_any_is_cleared(void)
{
    fast_open_from_any_leaves(0);
}

static void fast_open_from_any_keeps_it(void)
{
    fast_open_from_any_leaves(1);
}

static void fast_open_from_own_port_keeps_it(void)
{
    struct address server, own;

    net_server(case_kind, &server);
    for (int i = 0; i < FAST_SENDS; i++) {
        int fd = net_flagged();
        own = net_free(case_kind);
        EXPECT(!bind(fd, ADDRESS(own)));
        (void)fast_send(fast_sends[i], fd, &server);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    }
}

static void refused_fast_open_gets_it_back(void)
{
    struct address nobody = net_free(case_kind);

    if (!MSG_FASTOPEN)
        case_skip("no MSG_FASTOPEN here");
    for (int i = 0; i < FAST_SENDS; i++) {
        int fd = bound_to_any();
        EXPECT(fast_sends[i](fd, &nobody, MSG_FASTOPEN | MSG_NOSIGNAL) < 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    }
}

/* It has its listener's port, which bind to port 0 gave, and is no client. */
static void accepted_keeps_it(void)
{
    int listener = bound_to_any(), client = net_socket(case_kind);
    struct address server = net_local(listener);

    EXPECT(!listen(listener, 1) && !connect(client, ADDRESS(server)));
    int fd = accept(listener, NULL, NULL);
    if (case_role)
        case_answer(net_get(fd, SO_REUSEADDR));
    struct address peer = net_local(client);
    if (case_without_library("accepts")) /* FreeBSD 14 has it no more: solisten_clone */
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    else
        net_set(fd, SO_REUSEADDR, 1);
    for (int i = 0; i < FAST_SENDS; i++) {
        (void)fast_sends[i](fd, &peer, MSG_NOSIGNAL);
        (void)fast_sends[i](fd, &peer, MSG_NOSIGNAL | MSG_FASTOPEN);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
    }
    net_set(net_socket(case_kind), SO_REUSEADDR, 1); /* so that it is asked anew */
    EXPECT(by_sendmsg(fd, &peer, MSG_NOSIGNAL) > 0);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static ssize_t by_connect(int fd, const struct address *to, int flags)
{
    (void)flags;
    return connect(fd, ADDRESS(*to));
}

/*
 * Refuses ADDRESS to each call; on Linux the socket has a port all the same
 * (inet_autobind in inet_dgram_connect and inet_send_prepare, net/ipv4/af_inet.c).
 */
static void refused_for_its_address(struct address address)
{
    static send_fn *const calls[] = {by_connect, by_sendto, by_sendmsg, by_sendmmsg};
    struct address server;

    net_server(case_kind, &server);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        int fd = net_flagged();
        EXPECT(calls[i](fd, &address, 0) < 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
        EXPECT(!connect(fd, ADDRESS(server)));
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
        close(fd);
    }
}

/*
 * For a processor of the other byte order qemu-user 7.2 turns sin6_scope_id round in a
 * copy of the address, however short that is: it overwrites its own stack and ends
 * (target_to_host_sockaddr in linux-user/syscall.c).
 */
static void short_address_is_cleared_later(void)
{
    struct address server;
    socklen_t least = case_kind->family == AF_INET ? sizeof(struct sockaddr_in) : 24;

    if (getenv("EMULATED") && htonl(1) == 1 && case_kind->family == AF_INET6)
        case_skip("qemu-user can't pass on a short IPv6 address");
    net_server(case_kind, &server);
    for (server.length = 1; server.length < least; server.length++)
        refused_for_its_address(server);
}

static void other_family_is_cleared_later(void)
{
    struct address server;

    net_server(case_kind, &server);
    server.storage.ss_family = AF_UNIX;
    refused_for_its_address(server);
}

/* A stream needs no port to fail: nothing may change.  On FreeBSD it connects
 * (tcp_usr_send in sys/netinet/tcp_usrreq.c), so it is a client. */
static void stream_gets_it_back(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    bool connects = by_sendto(fd, &server, MSG_NOSIGNAL) == 1;
    if (case_role)
        case_answer(connects);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), !connects);
    EXPECT_INT(connects, case_without_library("with the flag"));
}

static void errno_is_untouched(void)
{
    struct address server;

    net_server(case_kind, &server);
    for (int i = 0, ways = ways_to_send(&server); i < ways; i++) {
        int fd = net_flagged();
        errno = EXDEV;
        EXPECT(sends[i](fd, &server, 0) > 0 && errno == EXDEV);
    }
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"first send: cleared", "", DATAGRAMS, first_clears_it},
        {"first send, inherited=yes: cleared", "inherited=yes", DATAGRAMS,
         first_clears_it},
        {"first send without the library: kept", WITHOUT_LIBRARY, DATAGRAMS,
         first_keeps_it_without},
        {"first send, mode=restore: put back", "mode=restore", DATAGRAMS,
         first_gets_it_back},
        {"first send of a bound socket: kept", "", DATAGRAMS, bound_keeps_it},
        {"failed send: put back, the next one cleared", "", DATAGRAMS,
         failed_gets_it_back},
        {"failed connect from port 0, then a send: kept", "", DATAGRAMS,
         failed_connect_keeps_it},
        {"to AF_UNSPEC: cleared", "", IPV4_DATAGRAMS, unspecified_is_cleared},
        {"65,536 flags later: cleared", "", DATAGRAMS, many_flags_later_is_cleared},
        {"after AF_UNSPEC: cleared", "", DATAGRAMS,
         after_unspecified_the_choice_is_protected},
        {"number used before: cleared", "", DATAGRAMS, flag_set_later_is_seen},
        {"sendmmsg: its first message counts", "", DATAGRAMS, vector_counts},
        {far_case, "", DATAGRAMS, far_number_is_cleared},
        {"duplicate: cleared", "", DATAGRAMS, duplicate_is_cleared},
        {"MSG_FASTOPEN: cleared", "", STREAMS, fast_open_is_cleared},
        {"MSG_FASTOPEN from port 0: cleared", "", NOT_SCTP,
         fast_open_from_any_is_cleared},
        {"MSG_FASTOPEN from port 0, without the library: kept", WITHOUT_LIBRARY,
         NOT_SCTP, fast_open_from_any_keeps_it},
        {"MSG_FASTOPEN from port 0, mode=restore: put back", "mode=restore", TCP,
         fast_open_from_any_keeps_it},
        {"MSG_FASTOPEN from own port: kept", "", NOT_SCTP,
         fast_open_from_own_port_keeps_it},
        {"MSG_FASTOPEN from port 0, refused: put back", "", NOT_SCTP,
         refused_fast_open_gets_it_back},
        {"an accepted socket's sends: kept", "", STREAMS, accepted_keeps_it},
        {"too short an address, then a connect: cleared", "", DATAGRAMS,
         short_address_is_cleared_later},
        {"an address of another family, then a connect: cleared", "", DATAGRAMS,
         other_family_is_cleared_later},
        {"stream without MSG_FASTOPEN: put back", "", NOT_SCTP, stream_gets_it_back},
        {"first message of a stream connects: cleared", "", SCTP, first_is_cleared},
        {"errno: untouched", "", DATAGRAMS, errno_is_untouched},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
