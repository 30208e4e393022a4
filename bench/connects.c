/* SPDX-License-Identifier: ISC */
/*
 * A client's day: THREADS threads make COUNT connections each to a listener and close
 * them, the flag set on every socket.  Prints the nanoseconds that one took.
 *
 *     connects COUNT THREADS
 */
#include "config.h"

#include "bench.h"
#include "sockets.h"

#include <pthread.h>
#include <sys/socket.h>

static struct sockaddr_in server;
static long count;

static void *work(void *unused)
{
    for (long i = 0; i < count; i++) {
        int fd = sockets_new(SOCK_STREAM, true);
        sockets_connect(fd, &server);
        sockets_reset(fd);
    }
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t other;

    if (argc != 3)
        return 2;
    count = atol(argv[1]);
    int threads = atoi(argv[2]);
    server = sockets_accepting(threads == 1 ? TOGETHER : ANYWHERE);
    double begin = bench_now();
    if (threads == 2 && pthread_create(&other, NULL, work, NULL))
        bench_die("pthread_create");
    work(NULL);
    if (threads == 2)
        pthread_join(other, NULL);
    printf("%.1f\n", (bench_now() - begin) / (double)count / threads);
    return 0;
}
