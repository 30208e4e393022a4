/* SPDX-License-Identifier: ISC */
/*
 * UDP queries, each from a socket of its own with the flag set: COUNT of them, answered
 * by an echoing process.  Prints the nanoseconds that one took.
 *
 *     queries COUNT
 *
 * One thread: two would not end without the library, since on Linux sockets with the
 * flag share ports and an answer may reach the other one.
 */
#include "config.h"

#include "bench.h"
#include "sockets.h"

#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in server;

static void query(void)
{
    int fd = sockets_new(SOCK_DGRAM, true);
    char data[64] = "";

    if (sendto(fd, data, sizeof data, 0, (struct sockaddr *)&server, sizeof server) <
            0 ||
        recv(fd, data, sizeof data, 0) < 0)
        bench_die("query");
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    long count = atol(argv[1]);

    server = sockets_echoing(TOGETHER);
    double begin = bench_now();
    for (long i = 0; i < count; i++)
        query();
    printf("%.1f\n", (bench_now() - begin) / (double)count);
    return 0;
}
