/* SPDX-License-Identifier: ISC */
/*
 * A SOCKS5 proxy (RFC 1928) without authentication that connects nowhere: it tells each
 * client which address it asked for.  Prints its port, then serves until killed.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKS5 = 5, TYPE_IPV4 = 1, TYPE_NAME = 3, LENGTH_MAX = 255 };

static void need(int good, const char *call)
{
    if (good)
        return;
    perror(call);
    exit(1);
}

/* Reads just COUNT bytes; false if there are not so many. */
static int take(int fd, unsigned char *bytes, size_t count)
{
    return recv(fd, bytes, count, MSG_WAITALL) == (ssize_t)count;
}

static int agree(int fd)
{
    unsigned char hello[2], methods[LENGTH_MAX];

    return take(fd, hello, sizeof hello) && hello[0] == SOCKS5 &&
           take(fd, methods, hello[1]) && write(fd, "\5\0", 2) == 2;
}

/* Reads an address of TYPE and writes it as text; torsocks sends digits as a name. */
static int take_address(int fd, unsigned type, char *text)
{
    unsigned char length, address[4];

    if (type == TYPE_IPV4)
        return take(fd, address, sizeof address) &&
               inet_ntop(AF_INET, address, text, INET_ADDRSTRLEN);
    if (type != TYPE_NAME || !take(fd, &length, 1))
        return 0;
    text[length] = '\0';
    return take(fd, (unsigned char *)text, length);
}

static void serve(int fd)
{
    unsigned char request[4], port[2]; /* version, command, 0, type of the address */
    char address[LENGTH_MAX + 1];

    if (agree(fd) && take(fd, request, sizeof request) &&
        take_address(fd, request[3], address) && take(fd, port, sizeof port) &&
        write(fd, "\5\0\0\1\0\0\0\0\0\0", 10) == 10)
        dprintf(fd, "%s:%d\n", address, port[0] << 8 | port[1]);
}

int main(void)
{
    struct sockaddr_in local = {.sin_family = AF_INET,
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    need(!bind(fd, (struct sockaddr *)&local, sizeof local), "bind");
    need(!listen(fd, 1), "listen");
    need(!getsockname(fd, (struct sockaddr *)&local, &(socklen_t){sizeof local}),
         "getsockname");
    printf("%d\n", ntohs(local.sin_port));
    fflush(stdout);
    for (;;) {
        int client = accept(fd, NULL, NULL);
        need(client >= 0, "accept");
        serve(client);
        close(client);
    }
}
