/* SPDX-License-Identifier: ISC */
/*
 * A library that is preloaded behind ours: its constructor runs before ours and its
 * destructor after main.  Each connects a flagged UDP client and says what became of
 * it.
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

static void client(const char *when)
{
    struct sockaddr_in nobody = {.sin_family = AF_INET, .sin_port = htons(9)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, flag = -1;
    socklen_t length = sizeof flag;

    nobody.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    errno = 0;
    if (!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) &&
        !connect(fd, (struct sockaddr *)&nobody, sizeof nobody))
        getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, &length);
    printf("%s: flag %d, errno %d\n", when, flag > 0 ? 1 : flag, errno);
    fflush(stdout);
    close(fd);
}

__attribute__((constructor)) static void before(void)
{
    if (getenv("CLEAR"))
        environ = NULL; /* as glibc's clearenv does */
    client("before");
}

__attribute__((destructor)) static void after(void)
{
    client("after");
}
