/* SPDX-License-Identifier: ISC */
/*
 * bind to port 0 with the flag set, COUNT times, while TAKEN sockets like it are open.
 * Prints the nanoseconds that one bind took.
 *
 *     ports COUNT TAKEN
 */
#include "config.h"

#include "bench.h"
#include "sockets.h"

#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    double sum = 0;

    if (argc != 3)
        return 2;
    sockets_allow(atoi(argv[2]));
    for (int i = atoi(argv[2]); i; i--)
        sockets_bind(sockets_new(SOCK_STREAM, true), 0);
    for (int i = atoi(argv[1]); i; i--) {
        int fd = sockets_new(SOCK_STREAM, true);
        double begin = bench_thread_time();
        if (bind(fd, (struct sockaddr *)&any, sizeof any))
            bench_die("bind");
        sum += bench_thread_time() - begin;
        close(fd);
    }
    printf("%.1f\n", sum / atoi(argv[1]));
    return 0;
}
