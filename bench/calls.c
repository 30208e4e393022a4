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

static int datagram(void)
{
    return sockets_new(SOCK_DGRAM, false);
}

static int flagged_datagram(void)
{
    return sockets_new(SOCK_DGRAM, true);
}

static int connected(void)
{
    int fd = datagram();

    sockets_connect(fd, &peer);
    return fd;
}

static int stream(void)
{
    return sockets_new(SOCK_STREAM, false);
}

static int flagged_stream(void)
{
    return sockets_new(SOCK_STREAM, true);
}

/* Of this process, so that a connect wakes nobody. */
static int listener = -1;

static int flagged_stream_to_listener(void)
{
    if (listener < 0) {
        listener = stream();
        peer = sockets_bind(listener, 0);
        if (listen(listener, 16))
            bench_die("listen");
    }
    return flagged_stream();
}

static void set_other_option(int fd)
{
    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
}

static void get_other_option(int fd)
{
    int value;
    socklen_t length = sizeof value;

    getsockopt(fd, SOL_SOCKET, SO_BROADCAST, &value, &length);
}

/* A datagram socket can be connected again and again. */
static void connect_to_peer(int fd)
{
    sockets_connect(fd, &peer);
}

static void send_to_address(int fd)
{
    sendto(fd, "", 1, 0, (struct sockaddr *)&peer, sizeof peer);
}

static void send_to_peer(int fd)
{
    sendto(fd, "", 1, 0, NULL, 0);
}

static char byte;
static struct iovec one_byte = {&byte, 1};
static struct msghdr message = {.msg_name = &peer,
                                .msg_namelen = sizeof peer,
                                .msg_iov = &one_byte,
                                .msg_iovlen = 1};

static void send_message(int fd)
{
    sendmsg(fd, &message, 0);
}

static void send_messages(int fd)
{
    struct mmsghdr messages = {.msg_hdr = message};

    sendmmsg(fd, &messages, 1, 0);
}

static void set_flag(int fd)
{
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

static void bind_to(int fd, unsigned to)
{
    struct sockaddr_in local = {.sin_family = AF_INET,
                                .sin_port = htons((in_port_t)to),
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};

    if (bind(fd, (struct sockaddr *)&local, sizeof local))
        bench_die("bind");
}

static void bind_any(int fd)
{
    bind_to(fd, 0);
}

static void bind_port(int fd)
{
    bind_to(fd, port);
}

static void close_socket(int fd)
{
    close(fd);
}

/* Takes the connection off the queue, too. */
static void reset_both(int fd)
{
    sockets_reset(fd);
    close(accept(listener, NULL, NULL));
}

static const struct call {
    const char *name;
    bool flag; /* has the process set the flag on some socket? */
    enum place
        server; /* where a process accepts connections; ANYWHERE: there is none */
    int (*socket)(void);
    void (*once)(int fd); /* what is timed */
    void (*end)(int fd);  /* NULL: all calls are made on one socket */
} calls[] = {
    {"setsockopt", false, ANYWHERE, datagram, set_other_option, NULL},
    {"getsockopt", false, ANYWHERE, datagram, get_other_option, NULL},
    {"connect_unused", false, ANYWHERE, datagram, connect_to_peer, NULL},
    {"connect_unflagged", true, ANYWHERE, datagram, connect_to_peer, NULL},
    {"sendto_peer", false, ANYWHERE, connected, send_to_peer, NULL},
    {"sendto", false, ANYWHERE, datagram, send_to_address, NULL},
    {"sendmsg", false, ANYWHERE, datagram, send_message, NULL},
    {"sendmmsg", false, ANYWHERE, datagram, send_messages, NULL},
    {"sendto_peer_in_use", true, ANYWHERE, connected, send_to_peer, NULL},
    {"sendto_later", true, ANYWHERE, datagram, send_to_address, NULL},
    {"sendmsg_later", true, ANYWHERE, datagram, send_message, NULL},
    {"sendmmsg_later", true, ANYWHERE, datagram, send_messages, NULL},
    {"tcp_unused", false, APART, stream, connect_to_peer, sockets_reset},
    {"tcp_unflagged", true, APART, stream, connect_to_peer, sockets_reset},
    {"tcp_flagged", true, APART, flagged_stream, connect_to_peer, sockets_reset},
    {"tcp_flagged_together", true, TOGETHER, flagged_stream, connect_to_peer,
     sockets_reset},
    {"tcp_flagged_alone", true, ANYWHERE, flagged_stream_to_listener, connect_to_peer,
     reset_both},
    {"set_flag", true, ANYWHERE, datagram, set_flag, NULL},
    {"udp_flagged", true, ANYWHERE, flagged_datagram, connect_to_peer, close_socket},
    {"sendto_first", true, ANYWHERE, flagged_datagram, send_to_address, close_socket},
    {"bind_any", true, ANYWHERE, flagged_stream, bind_any, close_socket},
    {"bind_port", true, ANYWHERE, flagged_stream, bind_port, close_socket},
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

static int calls_of_sample(void)
{
    return chosen->end ? 1 : BATCH;
}

/* By its name callgrind knows what to count. */
__attribute__((noinline)) static void repeat(int fd)
{
    for (int i = calls_of_sample(); i; i--)
        chosen->once(fd);
}

static double timed(int fd)
{
    double begin = bench_now();

    repeat(fd);
    return bench_now() - begin;
}

/* The calls of one thread. */
static void *work(void *first)
{
    double *sample = first, *end = sample + count / calls_of_sample();
    int fd = chosen->socket();

    for (; sample < end; sample++) {
        *sample = timed(fd);
        if (!chosen->end)
            continue;
        chosen->end(fd);
        fd = chosen->socket();
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

static void set_up(int descriptors, int threads)
{
    int sink = sockets_new(SOCK_DGRAM, chosen->flag), probe = datagram();

    peer = chosen->server ? sockets_accepting(chosen->server) : sockets_bind(sink, 0);
    port = ntohs(sockets_bind(probe, 0).sin_port);
    if (!chosen->server && threads == 1)
        sockets_stay();
    sockets_allow(descriptors);
    for (int i = 0; i < descriptors; i++)
        datagram();
}

int main(int argc, char **argv)
{
    int threads = argc > 4 ? atoi(argv[4]) : 1;
    pthread_t thread[256];

    if (argc < 3 || threads < 1 || threads > 256)
        return 2;
    chosen = find(argv[1]);
    count = atol(argv[2]);
    int each = (int)count / calls_of_sample(), all = each * threads;
    double *samples = calloc((size_t)all, sizeof *samples);
    if (all < 1 || !samples)
        return 2;
    set_up(argc > 3 ? atoi(argv[3]) : 0, threads);
    for (int i = 1; i < threads; i++)
        if (pthread_create(&thread[i], NULL, work, samples + i * each))
            bench_die("pthread_create");
    work(samples);
    for (int i = 1; i < threads; i++)
        pthread_join(thread[i], NULL);
    printf("%.2f\n", (quantile(samples, all, 0.5) - clock_cost()) / calls_of_sample());
    return 0;
}
