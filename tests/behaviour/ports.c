/* SPDX-License-Identifier: ISC */
/*
 * The local ports of 3,000 UDP clients under the stock range: how many share theirs?
 * udp_lib_lport_inuse (net/ipv4/udp.c) passes over ports whose holders all carry the
 * flag.  Without the library some do share, in each way to get a port; with it none.
 */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>

enum { CLIENTS = 3000 };

static struct address server;

static void make_room(void)
{
    struct rlimit limit;

    EXPECT(!getrlimit(RLIMIT_NOFILE, &limit));
    if (limit.rlim_max < CLIENTS + 100)
        case_skip("not allowed to open enough descriptors");
    limit.rlim_cur = CLIENTS + 100;
    EXPECT(!setrlimit(RLIMIT_NOFILE, &limit));
}

/* A system may refuse the peer to a second socket that it gave the port: that counts as
 * shared.  FreeBSD lets it keep the port (in_pcbconnect in sys/netinet/in_pcb.c),
 * OpenBSD takes it back (the same there). */
static bool is_refused(bool failed)
{
    EXPECT(!failed || errno == EADDRINUSE);
    return failed;
}

static bool by_connect(int fd)
{
    return is_refused(connect(fd, ADDRESS(server)) < 0);
}

static bool by_bind(int fd)
{
    struct address any = net_loopback(case_kind->family, 0);

    EXPECT(!bind(fd, ADDRESS(any)));
    return by_connect(fd);
}

static bool by_sendto(int fd)
{
    return is_refused(sendto(fd, "x", 1, 0, ADDRESS(server)) != 1);
}

static struct msghdr message(void)
{
    static char byte;
    static struct iovec data = {&byte, 1};

    return (struct msghdr){.msg_name = &server.storage,
                           .msg_namelen = server.length,
                           .msg_iov = &data,
                           .msg_iovlen = 1};
}

static bool by_sendmsg(int fd)
{
    struct msghdr one = message();

    return is_refused(sendmsg(fd, &one, 0) != 1);
}

static bool by_sendmmsg(int fd)
{
    struct mmsghdr vector = {.msg_hdr = message()};

    return is_refused(sendmmsg(fd, &vector, 1, 0) != 1);
}

/* How many of the clients have a port that another one has already? */
static int shared_ports(int option, bool is_refused_by(int))
{
    static unsigned char used[1 << 16];
    int shared = 0;

    make_room();
    memset(used, 0, sizeof used);
    net_server(case_kind, &server);
    for (int i = 0; i < CLIENTS; i++) {
        int fd = net_socket(case_kind);
        net_set(fd, option, 1);
        if (is_refused_by(fd)) {
            shared++;
            continue;
        }
        struct address local = net_local(fd);
        shared += used[net_port(&local)]++ > 0;
    }
    return shared;
}

/* Linux shares them; by connect FreeBSD 13 and later does not (docs/kernels.md). */
static void expect_shared(int shared)
{
    enum { FEW = 12 };
    struct utsname kernel;

    EXPECT(uname(&kernel) >= 0);
    if (shared <= FEW && strcmp(kernel.sysname, "Linux") != 0)
        case_skip("this kernel shares few such ports, or none");
    EXPECT(shared > FEW);
}

#define WAY(way)                                                                       \
    static void way##_shares(void)                                                     \
    {                                                                                  \
        expect_shared(shared_ports(SO_REUSEADDR, way));                                \
    }                                                                                  \
    static void way##_shares_none(void)                                                \
    {                                                                                  \
        EXPECT_INT(shared_ports(SO_REUSEADDR, way), 0);                                \
    }                                                                                  \
    static void way##_with_reuseport_shares_none(void)                                 \
    {                                                                                  \
        EXPECT_INT(shared_ports(SO_REUSEPORT, way), 0);                                \
    }

WAY(by_connect)
WAY(by_bind)
WAY(by_sendto)
WAY(by_sendmsg)
WAY(by_sendmmsg)

#define CASES(way, text)                                                               \
    {text ": dozens share without the library", WITHOUT_LIBRARY, DATAGRAMS,            \
     way##_shares},                                                                    \
        {text ": none shares", "", DATAGRAMS, way##_shares_none},                      \
    {                                                                                  \
        text ", SO_REUSEPORT: none shares", "", DATAGRAMS,                             \
            way##_with_reuseport_shares_none                                           \
    }

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        CASES(by_connect, "connect"),   CASES(by_bind, "bind to port 0"),
        CASES(by_sendto, "sendto"),     CASES(by_sendmsg, "sendmsg"),
        CASES(by_sendmmsg, "sendmmsg"), {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
