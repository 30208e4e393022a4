/* SPDX-License-Identifier: ISC */
/*
 * Makes one call again and again.
 *
 *     calls CASE COUNT [DESCRIPTORS [THREADS]]
 *
 * with DESCRIPTORS sockets open beside and THREADS threads at it, COUNT calls each.
 * Prints the nanoseconds that one took: the median, which does not mind what comes
 * between.  Calls on one socket are timed ten at a time.
 */
#include "config.h"

#include "bench.h"
#include "quantile.h"
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

static int listener(void)
{
    int fd = sockets_new(SOCK_STREAM, false);

    peer = sockets_bind(fd, 0);
    if (listen(fd, 16))
        bench_die("listen");
    return fd;
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

/* What needs a new socket each time: the call alone is timed. */
static double connect_new(bool flagged)
{
    int fd = sockets_new(SOCK_STREAM, flagged);
    double begin = bench_now();

    sockets_connect(fd, &peer);
    double took = bench_now() - begin;
    sockets_reset(fd);
    return took;
}

/* Nobody waits at LISTENER: no time goes to waking another thread. */
static double connect_alone(int listener)
{
    double took = connect_new(true);

    close(accept(listener, NULL, NULL));
    return took;
}

/* The cheapest connect there is, for what recording adds to it. */
static double connect_datagram(int fd)
{
    fd = sockets_new(SOCK_DGRAM, true);
    double begin = bench_now();

    sockets_connect(fd, &peer);
    double took = bench_now() - begin;
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
    double begin = bench_now();

    if (bind(fd, (struct sockaddr *)&local, sizeof local))
        bench_die("bind");
    double took = bench_now() - begin;
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
    bool flag;         /* has the process set the flag on some socket? */
    bool new;          /* is there a new socket for each call, which times itself? */
    enum place server; /* where the listener is that a new one connects to */
    int (*socket)(void);
    double (*once)(int fd);
} calls[] = {
    {"setsockopt", false, false, ANYWHERE, datagram_socket, set_other_option},
    {"connect_unused", false, false, ANYWHERE, datagram_socket, connect_again},
    {"connect_unflagged", true, false, ANYWHERE, datagram_socket, connect_again},
    {"sendto_peer", false, false, ANYWHERE, connected_socket, send_to_peer},
    {"sendto", false, false, ANYWHERE, datagram_socket, send_to_address},
    {"sendmsg", false, false, ANYWHERE, datagram_socket, send_message},
    {"sendmmsg", false, false, ANYWHERE, datagram_socket, send_messages},
    {"sendto_peer_in_use", true, false, ANYWHERE, connected_socket, send_to_peer},
    {"sendto_settled", true, false, ANYWHERE, datagram_socket, send_to_address},
    {"sendmsg_settled", true, false, ANYWHERE, datagram_socket, send_message},
    {"sendmmsg_settled", true, false, ANYWHERE, datagram_socket, send_messages},
    {"tcp_unused", false, true, APART, no_socket, connect_unflagged},
    {"tcp_unflagged", true, true, APART, no_socket, connect_unflagged},
    {"tcp_flagged", true, true, APART, no_socket, connect_flagged},
    {"tcp_flagged_together", true, true, TOGETHER, no_socket, connect_flagged},
    {"tcp_flagged_alone", true, true, ANYWHERE, listener, connect_alone},
    {"set_flag", true, false, ANYWHERE, datagram_socket, set_flag},
    {"udp_flagged", true, true, ANYWHERE, no_socket, connect_datagram},
    {"bind_any", true, true, ANYWHERE, no_socket, bind_any},
    {"bind_port", true, true, ANYWHERE, no_socket, bind_port},
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

enum { BATCH = 10 };

static int samples_of_thread(void)
{
    return (int)(chosen->new ? count : count / BATCH);
}

/* The calls of one thread.  By its name callgrind knows what to count. */
__attribute__((noinline)) static void *work(void *first)
{
    double *sample = first, *end = sample + samples_of_thread();
    int fd = chosen->socket();

    for (; sample < end; sample++) {
        double begin = bench_now(), took = 0;
        for (int i = chosen->new ? 1 : BATCH; i; i--)
            took = chosen->once(fd);
        *sample = chosen->new ? took : bench_now() - begin;
    }
    return NULL;
}

/* What one look at the clock takes. */
static double clock_cost(void)
{
    double costs[1001];

    for (int i = 0; i < 1001; i++) {
        double begin = bench_now();
        costs[i] = bench_now() - begin;
    }
    return quantile(costs, 1001, 0.5);
}

static void set_up(int descriptors)
{
    int sink = sockets_new(SOCK_DGRAM, chosen->flag), probe = datagram_socket();

    peer = chosen->server ? sockets_accepting(chosen->server) : sockets_bind(sink, 0);
    port = ntohs(sockets_bind(probe, 0).sin_port);
    sockets_allow(descriptors);
    for (int i = 0; i < descriptors; i++)
        datagram_socket();
}

int main(int argc, char **argv)
{
    int threads = argc > 4 ? atoi(argv[4]) : 1;
    pthread_t thread[256];

    if (argc < 3 || threads < 1 || threads > 256)
        return 2;
    chosen = find(argv[1]);
    count = atol(argv[2]);
    int each = samples_of_thread(), all = each * threads;
    double *samples = calloc((size_t)all, sizeof *samples);
    if (all < 1 || !samples)
        return 2;
    set_up(argc > 3 ? atoi(argv[3]) : 0);
    for (int i = 1; i < threads; i++)
        if (pthread_create(&thread[i], NULL, work, samples + i * each))
            bench_die("pthread_create");
    work(samples);
    for (int i = 1; i < threads; i++)
        pthread_join(thread[i], NULL);
    printf("%.2f\n",
           (quantile(samples, all, 0.5) - clock_cost()) / (chosen->new ? 1 : BATCH));
    return 0;
}
