/* SPDX-License-Identifier: ISC */
/*
 * Makes one call again and again.
 *
 *     calls CASE COUNT [DESCRIPTORS [THREADS]]
 *
 * with DESCRIPTORS sockets open beside and THREADS threads at it, COUNT calls each.
 * Prints the nanoseconds that one took.
 */
#include "config.h"

#include "bench.h"
#include "sockets.h"

#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What a case works on, set up before the clock starts. */
static struct sockaddr_in peer;
static unsigned port;
static long count;

static const int on = 1;

static int datagram_socket(void)
{
    return sockets_new(SOCK_DGRAM, false);
}

static int connected_socket(void)
{
    int fd = datagram_socket();

    sockets_connect(fd, &peer);
    return fd;
}

static int no_socket(void)
{
    return -1;
}

static double set_other_option(int fd)
{
    return (double)setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
}

/* A datagram socket can be connected again and again. */
static double connect_again(int fd)
{
    sockets_connect(fd, &peer);
    return 0;
}

static double send_to_address(int fd)
{
    sendto(fd, "", 1, 0, (struct sockaddr *)&peer, sizeof peer);
    return 0;
}

static double send_to_peer(int fd)
{
    sendto(fd, "", 1, 0, NULL, 0);
    return 0;
}

static char byte;
static struct iovec one_byte = {&byte, 1};
static struct msghdr message = {.msg_name = &peer,
                                .msg_namelen = sizeof peer,
                                .msg_iov = &one_byte,
                                .msg_iovlen = 1};

static double send_message(int fd)
{
    sendmsg(fd, &message, 0);
    return 0;
}

static double send_messages(int fd)
{
    struct mmsghdr messages = {.msg_hdr = message};

    sendmmsg(fd, &messages, 1, 0);
    return 0;
}

/* What one look at the clock takes; it is a system call. */
static double clock_cost;

static void find_clock_cost(void)
{
    double begin = bench_thread_time();

    for (int i = 0; i < 1000; i++)
        clock_cost = bench_thread_time();
    clock_cost = (clock_cost - begin) / 1000;
}

/* What needs a new socket each time: the call alone is timed. */
static double connect_new(bool flagged)
{
    int fd = sockets_new(SOCK_STREAM, flagged);
    double begin = bench_thread_time();

    sockets_connect(fd, &peer);
    double took = bench_thread_time() - begin - clock_cost;
    sockets_reset(fd);
    return took;
}

/* The cheapest connect there is, for what recording adds to it. */
static double connect_datagram(int fd)
{
    fd = sockets_new(SOCK_DGRAM, true);
    double begin = bench_thread_time();

    sockets_connect(fd, &peer);
    double took = bench_thread_time() - begin - clock_cost;
    close(fd);
    return took;
}

static double set_flag(int fd)
{
    return (double)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

static double connect_flagged(int fd)
{
    (void)fd;
    return connect_new(true);
}

static double connect_unflagged(int fd)
{
    (void)fd;
    return connect_new(false);
}

static double bind_new(unsigned to)
{
    struct sockaddr_in local = {.sin_family = AF_INET,
                                .sin_port = htons((in_port_t)to),
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = sockets_new(SOCK_STREAM, true);
    double begin = bench_thread_time();

    if (bind(fd, (struct sockaddr *)&local, sizeof local))
        bench_die("bind");
    double took = bench_thread_time() - begin - clock_cost;
    close(fd);
    return took;
}

static double bind_any(int fd)
{
    (void)fd;
    return bind_new(0);
}

static double bind_port(int fd)
{
    (void)fd;
    return bind_new(port);
}

static const struct call {
    const char *name;
    bool flag; /* has the process set the flag on some socket? */
    bool new;  /* is there a new socket for each call, which times itself? */
    int (*socket)(void);
    double (*once)(int fd);
} calls[] = {
    {"setsockopt", false, false, datagram_socket, set_other_option},
    {"connect_unused", false, false, datagram_socket, connect_again},
    {"connect_unflagged", true, false, datagram_socket, connect_again},
    {"sendto_peer", false, false, connected_socket, send_to_peer},
    {"sendto", false, false, datagram_socket, send_to_address},
    {"sendmsg", false, false, datagram_socket, send_message},
    {"sendmmsg", false, false, datagram_socket, send_messages},
    {"sendto_peer_in_use", true, false, connected_socket, send_to_peer},
    {"sendto_settled", true, false, datagram_socket, send_to_address},
    {"sendmsg_settled", true, false, datagram_socket, send_message},
    {"sendmmsg_settled", true, false, datagram_socket, send_messages},
    {"tcp_unused", false, true, no_socket, connect_unflagged},
    {"tcp_unflagged", true, true, no_socket, connect_unflagged},
    {"tcp_flagged", true, true, no_socket, connect_flagged},
    {"set_flag", true, false, datagram_socket, set_flag},
    {"udp_flagged", true, true, no_socket, connect_datagram},
    {"bind_any", true, true, no_socket, bind_any},
    {"bind_port", true, true, no_socket, bind_port},
};

static const struct call *chosen;

static const struct call *find(const char *name)
{
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (!strcmp(calls[i].name, name))
            return &calls[i];
    fprintf(stderr, "no such case: %s\n", name);
    exit(2);
}

/* The time of all calls of one thread. */
static void *work(void *total)
{
    int fd = chosen->socket();
    double sum = 0, begin = bench_thread_time();

    for (long i = 0; i < count; i++)
        sum += chosen->once(fd);
    *(double *)total = chosen->new ? sum : bench_thread_time() - begin;
    return NULL;
}

static void set_up(int descriptors)
{
    int sink = sockets_new(SOCK_DGRAM, chosen->flag), probe = datagram_socket();

    peer = chosen->new ? sockets_accepting() : sockets_bind(sink, 0);
    port = ntohs(sockets_bind(probe, 0).sin_port);
    sockets_allow(descriptors);
    for (int i = 0; i < descriptors; i++)
        datagram_socket();
}

int main(int argc, char **argv)
{
    int threads = argc > 4 ? atoi(argv[4]) : 1;
    pthread_t thread[256];
    double total[256], sum = 0;

    if (argc < 3 || threads < 1 || threads > 256)
        return 2;
    chosen = find(argv[1]);
    count = atol(argv[2]);
    find_clock_cost();
    set_up(argc > 3 ? atoi(argv[3]) : 0);
    for (int i = 1; i < threads; i++)
        if (pthread_create(&thread[i], NULL, work, &total[i]))
            bench_die("pthread_create");
    work(&total[0]);
    for (int i = 1; i < threads; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < threads; i++)
        sum += total[i];
    printf("%.2f\n", sum / (double)count / threads);
    return 0;
}
