/* SPDX-License-Identifier: ISC */
/*
 * A server that never answers: prints its port, then a line for each connection, until
 * it is ended.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    alarm(60); /* should the test be ended first */
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (bind(listener, (struct sockaddr *)&here, length) || listen(listener, 16) ||
        getsockname(listener, (struct sockaddr *)&here, &length))
        return 1;
    printf("%u\n", (unsigned)ntohs(here.sin_port));
    while (accept(listener, NULL, NULL) >= 0)
        puts("connection");
    return 0;
}
