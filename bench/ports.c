/* SPDX-License-Identifier: ISC */
/*
 * bind to port 0 with the flag set, COUNT times, while TAKEN sockets like it are open.
 * Prints the nanoseconds that one bind took, the median.
 *
 *     ports COUNT TAKEN
 */
#include "config.h"

#include "bench.h"
#include "quantile.h"
#include "sockets.h"

#include <sys/socket.h>
#include <unistd.h>

static double bind_any(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    int fd = sockets_new(SOCK_STREAM, true);
    double begin = bench_now();

    if (bind(fd, (struct sockaddr *)&any, sizeof any))
        bench_die("bind");
    double took = bench_now() - begin;
    close(fd);
    return took;
}

int main(int argc, char **argv)
{
    int count = argc == 3 ? atoi(argv[1]) : 0;
    double *samples = calloc((size_t)(count + 1), sizeof *samples);

    if (count < 1 || !samples)
        return 2;
    sockets_allow(atoi(argv[2]));
    for (int i = atoi(argv[2]); i; i--)
        sockets_bind(sockets_new(SOCK_STREAM, true), 0);
    for (int i = 0; i < count; i++)
        samples[i] = bind_any();
    printf("%.1f\n", quantile(samples, count, 0.5));
    return 0;
}
