/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "net.h"

#include "cases.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

const struct kind kinds[] = {
    {"TCP over IPv4", AF_INET, SOCK_STREAM, 0},
    {"TCP over IPv6", AF_INET6, SOCK_STREAM, 0},
    {"UDP over IPv4", AF_INET, SOCK_DGRAM, 0},
    {"UDP over IPv6", AF_INET6, SOCK_DGRAM, 0},
    {"MPTCP over IPv4", AF_INET, SOCK_STREAM, IPPROTO_MPTCP},
    {"MPTCP over IPv6", AF_INET6, SOCK_STREAM, IPPROTO_MPTCP},
    {"SCTP over IPv4", AF_INET, SOCK_STREAM, IPPROTO_SCTP},
    {"SCTP over IPv6", AF_INET6, SOCK_STREAM, IPPROTO_SCTP},
    {NULL, 0, 0, 0},
};

struct address net_loopback(int family, unsigned port)
{
    struct address address = {.length = sizeof(struct sockaddr_in)};

    address.storage.ss_family = (sa_family_t)family;
    if (family == AF_INET6) {
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address.storage;
        address.length = sizeof *in6;
        in6->sin6_addr = in6addr_loopback;
        in6->sin6_port = htons((in_port_t)port);
    } else {
        struct sockaddr_in *in = (struct sockaddr_in *)&address.storage;
        in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        in->sin_port = htons((in_port_t)port);
    }
    return address;
}

void *net_elsewhere(size_t size)
{
    void *map =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    EXPECT(map != MAP_FAILED);
    return map;
}

bool net_has(const struct kind *kind)
{
    int fd = socket(kind->family, kind->type, kind->protocol);

    if (fd < 0)
        return false;
    struct address any = net_loopback(kind->family, 0);
    bool has = !bind(fd, ADDRESS(any));
    close(fd);
    return has;
}

int net_socket(const struct kind *kind)
{
    int fd = socket(kind->family, kind->type, kind->protocol);

    if (fd < 0)
        case_skip("no such sockets here");
    return fd;
}

int net_flagged(void)
{
    int fd = net_socket(case_kind);

    net_set(fd, SO_REUSEADDR, 1);
    return fd;
}

int net_server(const struct kind *kind, struct address *local)
{
    int fd = net_socket(kind);
    struct address any = net_loopback(kind->family, 0);

    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT(kind->type != SOCK_STREAM || !listen(fd, 128));
    *local = net_local(fd);
    return fd;
}

/* Does a connect to SERVER stay under way?  FreeBSD resets those of a full queue. */
static bool keeps_waiting(const struct address *server)
{
    enum { MILLISECONDS = 300 };
    int filler = net_socket(case_kind);
    struct pollfd ready = {.fd = filler, .events = POLLOUT};

    EXPECT(!fcntl(filler, F_SETFL, O_NONBLOCK));
    if (connect(filler, ADDRESS(*server)) && errno != EINPROGRESS)
        return false;
    return !poll(&ready, 1, MILLISECONDS);
}

/* OpenBSD makes each queue 80 long at least (sominconn, sys/kern/uipc_socket.c). */
struct address net_busy_server(void)
{
    enum { FILLERS = 400 };
    struct address server;
    int fd = net_server(case_kind, &server);

    EXPECT(!listen(fd, 0));
    EXPECT(net_permits(FILLERS + fd + 50));
    for (int i = 0; i < FILLERS; i++)
        if (keeps_waiting(&server))
            return server;
    case_skip("no queue of this kernel holds a client back");
}

bool net_permits(int number)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)number + 1;

    EXPECT(!getrlimit(RLIMIT_NOFILE, &limit));
    if (limit.rlim_cur >= wanted)
        return true;
    limit.rlim_cur = wanted;
    limit.rlim_max = limit.rlim_max > wanted ? limit.rlim_max : wanted;
    /* OpenBSD cuts it to kern.maxfiles (dosetrlimit in sys/kern/kern_resource.c). */
    return !setrlimit(RLIMIT_NOFILE, &limit) && !getrlimit(RLIMIT_NOFILE, &limit) &&
           limit.rlim_cur >= wanted;
}

struct address net_free(const struct kind *kind)
{
    static unsigned draw;

    for (;;) {
        draw = (draw ? draw : (unsigned)getpid()) * 1103515245u + 12345u;
        struct address local = net_loopback(kind->family, 10000 + (draw >> 16) % 20000);
        int fd = net_socket(kind);
        bool is_free = !bind(fd, ADDRESS(local));
        close(fd);
        if (is_free)
            return local;
    }
}

void net_set(int fd, int option, int value)
{
    EXPECT(!setsockopt(fd, SOL_SOCKET, option, &value, sizeof value));
}

int net_value(int fd, int option)
{
    int value = -1;
    socklen_t length = sizeof value;

    EXPECT(!getsockopt(fd, SOL_SOCKET, option, &value, &length));
    return value;
}

int net_get(int fd, int option)
{
    return net_value(fd, option) != 0; /* on the BSDs it is the option's own bit */
}

struct address net_local(int fd)
{
    struct address address = {.length = sizeof address.storage};

    EXPECT(!getsockname(fd, (struct sockaddr *)&address.storage, &address.length));
    return address;
}

unsigned net_port(const struct address *address)
{
    return ntohs(((const struct sockaddr_in *)&address->storage)->sin_port);
}

void net_is_known_as_given(int fd, const struct address *server, int option)
{
    EXPECT_INT(net_get(fd, option), 1);
    EXPECT(!connect(fd, ADDRESS(*server)));
    EXPECT_INT(net_get(fd, option), case_kind->type == SOCK_DGRAM);
}

int net_client(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, flag = -1;
    struct address nobody = net_loopback(AF_INET, 9);
    socklen_t length = sizeof flag;

    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
        connect(fd, ADDRESS(nobody)) ||
        getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, &length))
        flag = -1;
    close(fd);
    return flag > 0 ? 1 : flag;
}

const struct kind *net_kind_over_ipv4(const struct kind *kind)
{
    const struct kind *like = kinds;

    while (like->type != kind->type || like->protocol != kind->protocol)
        like++; /* those over IPv4 come first */
    return like;
}
