/* SPDX-License-Identifier: ISC */
/*
 *     await PORT
 *
 * Ends when something listens on PORT of the loopback interface, or fails after 10 s.
 */
#include "config.h"

#include "bench.h"
#include "sockets.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct sockaddr_in server = {.sin_family = AF_INET,
                                 .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct timespec pause = {.tv_nsec = 2000000};
    double deadline = bench_now() + 10e9;

    if (argc != 2)
        return 2;
    server.sin_port = htons((in_port_t)atoi(argv[1]));
    while (bench_now() < deadline) {
        int fd = sockets_new(SOCK_STREAM, false);
        if (!connect(fd, (struct sockaddr *)&server, sizeof server))
            return 0;
        close(fd);
        nanosleep(&pause, NULL);
    }
    return 1;
}
