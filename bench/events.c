/* SPDX-License-Identifier: ISC */
/*
 * Nonblocking connects, AT_ONCE of them under way, awaited by epoll; COUNT in all, the
 * flag set on every socket.  Prints the nanoseconds that one took.
 *
 *     events COUNT AT_ONCE
 */
#include "config.h"

#include "bench.h"
#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static struct sockaddr_in server;

static void begin_one(int queue)
{
    int fd = sockets_new(SOCK_STREAM, true);
    struct epoll_event event = {.events = EPOLLOUT, .data = {.fd = fd}};

    if (fcntl(fd, F_SETFL, O_NONBLOCK) ||
        (connect(fd, (struct sockaddr *)&server, sizeof server) &&
         errno != EINPROGRESS) ||
        epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event))
        bench_die("connect");
}

/* How many of those under way have ended? */
static int end_some(int queue)
{
    struct epoll_event events[256];
    int ready = epoll_wait(queue, events, 256, -1);

    for (int i = 0; i < ready; i++)
        sockets_reset(events[i].data.fd);
    return ready;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    long count = atol(argv[1]), at_once = atol(argv[2]), begun = 0, ended = 0;
    int queue = epoll_create1(0);

    server = sockets_accepting(TOGETHER);
    double begin = bench_now();
    while (ended < count) {
        while (begun < count && begun - ended < at_once) {
            begin_one(queue);
            begun++;
        }
        ended += end_some(queue);
    }
    printf("%.1f\n", (bench_now() - begin) / (double)count);
    return 0;
}
