/* SPDX-License-Identifier: ISC */
/* The row of the rule for the first send. */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
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

static ssize_t by_sendmmsg(int fd, const struct address *to, int flags)
{
    struct mmsghdr messages[2] = {{.msg_hdr = message_to(to)},
                                  {.msg_hdr = message_to(to)}};

    return sendmmsg(fd, messages, 2, flags);
}

static send_fn *const sends[] = {by_sendto, by_sendmsg, by_sendmsg_elsewhere,
                                 by_sendmmsg};
enum { SENDS = sizeof sends / sizeof sends[0] };

static void first_clears_it(void)
{
    struct address server;

    net_server(case_kind, &server);
    for (int i = 0; i < SENDS; i++) {
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
    for (int i = 0; i < SENDS; i++) {
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
    for (int i = 0; i < SENDS; i++) {
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
    for (int i = 0; i < SENDS; i++) {
        int fd = net_flagged();
        EXPECT(sends[i](fd, &nowhere, 0) < 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
        EXPECT(sends[i](fd, &server, 0) > 0);
        EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
        close(fd);
    }
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

static void duplicate_is_cleared(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT_INT(by_sendto(dup(fd), &server, 0), 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

static void fast_open_is_cleared(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    ssize_t sent = by_sendto(fd, &server, MSG_FASTOPEN);
    if (sent < 0 && errno == EOPNOTSUPP)
        case_skip("TCP fast open is off (net.ipv4.tcp_fastopen)");
    EXPECT_INT(sent, 1);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 0);
}

/* A stream needs no port to fail: nothing may change. */
static void stream_gets_it_back(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    EXPECT(by_sendto(fd, &server, MSG_NOSIGNAL) < 0);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void errno_is_untouched(void)
{
    struct address server;

    net_server(case_kind, &server);
    for (int i = 0; i < SENDS; i++) {
        int fd = net_flagged();
        errno = ENOTNAM;
        EXPECT(sends[i](fd, &server, 0) > 0 && errno == ENOTNAM);
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
        {"number used before: cleared", "", DATAGRAMS, flag_set_later_is_seen},
        {"duplicate: cleared", "", DATAGRAMS, duplicate_is_cleared},
        {"MSG_FASTOPEN: cleared", "", STREAMS, fast_open_is_cleared},
        {"stream without MSG_FASTOPEN: put back", "", STREAMS, stream_gets_it_back},
        {"errno: untouched", "", DATAGRAMS, errno_is_untouched},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
