/* SPDX-License-Identifier: ISC */
/*
 * To be run under strace: makes the wrapped calls in sections, each between two writes
 * to no descriptor, so that system_calls.t can count what a section takes.
 *
 * calls unflagged: the process never sets the flag.  calls flagged: it does.
 */
#include "config.h"

#include "net.h"

#include <stdint.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51 /* linux/in.h, 6.3 */
#endif
#ifndef SO_MAX_PACING_RATE
#define SO_MAX_PACING_RATE 47 /* asm-generic/socket.h */
#endif

static void mark(const char *name)
{
    (void)!write(-1, name, strlen(name));
}

static int new_socket(int family, int type, int flag)
{
    int fd = socket(family, type, 0);

    if (flag)
        setsockopt(fd, SOL_SOCKET, flag, &(int){1}, sizeof(int));
    return fd;
}

static int tcp(int flag)
{
    return new_socket(AF_INET, SOCK_STREAM, flag);
}

static struct address name_of(int fd)
{
    struct address local = {.length = sizeof local.storage};

    getsockname(fd, (struct sockaddr *)&local.storage, &local.length);
    return local;
}

static int listener(int type, struct address *local)
{
    int fd = socket(AF_INET, type, 0);

    *local = net_loopback(AF_INET, 0);
    bind(fd, ADDRESS(*local));
    if (type == SOCK_STREAM)
        listen(fd, 16);
    *local = name_of(fd);
    return fd;
}

static int tcp_client(int flag, const struct address *server)
{
    int fd = tcp(flag);

    connect(fd, ADDRESS(*server));
    return fd;
}

static void connect_section(const char *name, int fd, const struct address *to)
{
    mark(name);
    connect(fd, ADDRESS(*to));
    mark("end");
}

static void send_section(const char *name, int fd, const struct address *to)
{
    static char byte;
    struct iovec data = {&byte, 1};
    struct mmsghdr messages[1] = {
        {.msg_hdr = {.msg_name = (void *)(uintptr_t)&to->storage,
                     .msg_namelen = to->length,
                     .msg_iov = &data,
                     .msg_iovlen = 1}}};

    mark(name);
    sendto(fd, "x", 1, 0, ADDRESS(*to));
    sendmsg(fd, &messages[0].msg_hdr, 0);
    sendmmsg(fd, messages, 1, 0);
    mark("end");
}

/* What all calls of another family cost, on sockets with and without the FLAG. */
static void unix_sections(const char *connects, const char *sends, const char *binds,
                          int flag)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = "/nowhere"};
    struct address address = {.length = sizeof to};
    int stream = new_socket(AF_UNIX, SOCK_STREAM, flag);
    int datagrams = new_socket(AF_UNIX, SOCK_DGRAM, flag);

    memcpy(&address.storage, &to, sizeof to);
    connect_section(connects, stream, &address);
    send_section(sends, datagrams, &address);
    mark(binds);
    bind(stream, ADDRESS(address));
    mark("end");
    unlink(to.sun_path);
}

/* On a connected socket. */
static void stream_sections(void)
{
    struct address server;
    int fd = listener(SOCK_STREAM, &server);
    int client = tcp(0);
    char byte = 0;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};

    connect(client, ADDRESS(server));
    mark("other options");
    setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
    setsockopt(client, IPPROTO_TCP, 1, &(int){1}, sizeof(int));
    setsockopt(client, SOL_SOCKET, SO_REUSEADDR, &(int){0}, sizeof(int));
    mark("end");
    int peer = accept(fd, NULL, NULL);
    mark("first sendto on a stream");
    sendto(client, "x", 1, 0, NULL, 0);
    mark("end");
    close(client);
    client = tcp(0);
    connect(client, ADDRESS(server));
    close(peer);
    peer = accept(fd, NULL, NULL);
    mark("first sendmsg on a stream");
    sendmsg(client, &message, 0);
    mark("end");
    mark("stream sends");
    sendto(client, "x", 1, 0, NULL, 0);
    sendmsg(client, &message, 0);
    (void)!read(peer, &(char[2]){0}, 2);
    mark("end");
    close(fd);
    close(client);
    close(peer);
}

/* No client can be why: another host has the address (RFC 5737), or the kernel was to
 * choose the port. */
static void binds_in_vain(int flag, const struct address *server)
{
    struct address local = name_of(tcp_client(flag, server)), any;
    unsigned range = net_port(server) << 16 | net_port(server);
    int fd = tcp(flag);

    ((struct sockaddr_in *)&local.storage)->sin_addr.s_addr = htonl(0xc0000201);
    mark("bind to an address of others");
    bind(fd, ADDRESS(local));
    mark("end");
    any = net_loopback(AF_INET, 0);
    if (setsockopt(fd, IPPROTO_IP, IP_LOCAL_PORT_RANGE, &range, sizeof range))
        return;
    mark("bind to port 0, none is free");
    bind(fd, ADDRESS(any));
    mark("end");
}

static void sections(int flag)
{
    struct address server, receiver, own = net_loopback(AF_INET, 0);
    int fd = listener(SOCK_STREAM, &server);
    int datagrams = socket(AF_INET, SOCK_DGRAM, 0), any = tcp(flag), again;
    int udp = new_socket(AF_INET, SOCK_DGRAM, flag);

    listener(SOCK_DGRAM, &receiver);
    connect_section("flagged connect", tcp(flag), &server);
    connect_section("unflagged connect", tcp(0), &server);
    mark("bind to port 0");
    bind(any, ADDRESS(own));
    mark("end");
    connect_section("connect from port 0", any, &server);
    bind(udp, ADDRESS(own));
    connect_section("UDP connect from port 0", udp, &receiver);
    close(any);
    any = tcp(0);
    own = net_loopback(AF_INET, 0);
    mark("unflagged bind to port 0");
    bind(any, ADDRESS(own));
    mark("end");
    own = name_of(any);
    close(any); /* its port is free, and no choice that the library knows of */
    again = tcp(flag);
    mark("bind to a port, listen");
    bind(again, ADDRESS(own));
    listen(again, 16);
    mark("end");
    again = tcp(flag);
    own = name_of(fd);
    mark("bind to a port in use");
    bind(again, ADDRESS(own));
    mark("end");
    binds_in_vain(flag, &server);
    again = tcp(0);
    mark("unflagged bind to a port");
    bind(again, ADDRESS(own));
    mark("end");
    send_section("first sends", datagrams, &receiver);
    send_section("later sends", datagrams, &receiver);
    send_section("first sends with the flag", new_socket(AF_INET, SOCK_DGRAM, flag),
                 &receiver);
    unix_sections("AF_UNIX connect", "AF_UNIX sends", "AF_UNIX bind", 0);
    unix_sections("AF_UNIX connect with the flag", "AF_UNIX sends with the flag",
                  "AF_UNIX bind with the flag", flag);
}

int main(int argc, char **argv)
{
    int flag = argc > 1 && !strcmp(argv[1], "flagged") ? SO_REUSEADDR : 0;

    /* None of these is a use of the flag. */
    int fd = tcp(0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){0}, sizeof(int));
    setsockopt(fd, IPPROTO_IP, SO_REUSEADDR, &(int){64}, sizeof(int)); /* IP_TTL */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, NULL, sizeof(int));
    /* Its number is that of SO_REUSEPORT and 32. */
    setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &(int){-1}, sizeof(int));
    (void)sbrk(0); /* asked for once, by whoever comes first */
    mark("start");
    sections(flag);
    stream_sections();
    mark("stop");
    return 0;
}
