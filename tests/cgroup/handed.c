/* SPDX-License-Identifier: ISC */
/*
 * Makes a flagged TCP socket, and executes the command that the arguments name with it
 * as descriptor 9; the command "connect" of this program itself connects it and prints
 * whether another flagged socket may bind to its port: "bare" or "flagged".
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HANDED = 9 };

static int flagged(void)
{
    int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

    return fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ? -1 : fd;
}

static int connect_it(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int server = socket(AF_INET, SOCK_STREAM, 0), other = flagged();

    if (bind(server, (struct sockaddr *)&address, length) || listen(server, 1) ||
        getsockname(server, (struct sockaddr *)&address, &length) ||
        connect(HANDED, (struct sockaddr *)&address, length) ||
        getsockname(HANDED, (struct sockaddr *)&address, &length) || other < 0)
        return 1;
    puts(bind(other, (struct sockaddr *)&address, length) ? "bare" : "flagged");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "connect"))
        return connect_it();
    if (argc < 2 || dup2(flagged(), HANDED) != HANDED)
        return 1;
    execvp(argv[1], argv + 1);
    return 1;
}
