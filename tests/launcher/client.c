/* SPDX-License-Identifier: ISC */
/*
 * A TCP client that takes any arguments.  With FLAGGED in its environment it sets
 * SO_REUSEADDR, else another option; with BOUND it binds to port 0 first.  Prints
 * "carried" or "cleared".
 */
#include "config.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

union address {
    struct sockaddr any;
    struct sockaddr_in ip4;
};

int turn_on(int fd, int option);

int turn_on(int fd, int option)
{
    int on = 1;

    return setsockopt(fd, SOL_SOCKET, option, &on, sizeof on);
}

int main(void)
{
    union address local = {.ip4 = {.sin_family = AF_INET}}, to;
    socklen_t size = sizeof to.ip4, length = sizeof(int);
    int flag = 0, server, client;

    local.ip4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to = local;
    server = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server, &to.any, size) || listen(server, 1) ||
        getsockname(server, &to.any, &size)) {
        perror("server");
        return 1;
    }
    client = socket(AF_INET, SOCK_STREAM, 0);
    if (turn_on(client, getenv("FLAGGED") ? SO_REUSEADDR : SO_KEEPALIVE) ||
        (getenv("BOUND") && bind(client, &local.any, sizeof local.ip4)) ||
        connect(client, &to.any, size) ||
        getsockopt(client, SOL_SOCKET, SO_REUSEADDR, &flag, &length)) {
        perror("client");
        return 1;
    }
    puts(flag ? "carried" : "cleared");
    return 0;
}
