/* SPDX-License-Identifier: ISC */
/*
 * A TCP client that never asks for SO_REUSEADDR, but for another option.  With an
 * argument it binds to port 0 first.  Prints "carried" or "cleared".
 */
#include "config.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

union address {
    struct sockaddr any;
    struct sockaddr_in ip4;
};

int main(int argc, char **argv)
{
    union address local = {.ip4 = {.sin_family = AF_INET}}, to = local;
    socklen_t size = sizeof to.ip4, length = sizeof(int);
    int flag = 1, server, client;

    (void)argv;
    local.ip4.sin_addr.s_addr = to.ip4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server, &to.any, size) || listen(server, 1) ||
        getsockname(server, &to.any, &size)) {
        perror("server");
        return 1;
    }
    client = socket(AF_INET, SOCK_STREAM, 0);
    if (setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &flag, sizeof flag) ||
        (argc > 1 && bind(client, &local.any, sizeof local.ip4)) ||
        connect(client, &to.any, size) ||
        getsockopt(client, SOL_SOCKET, SO_REUSEADDR, &flag, &length)) {
        perror("client");
        return 1;
    }
    puts(flag ? "carried" : "cleared");
    return 0;
}
