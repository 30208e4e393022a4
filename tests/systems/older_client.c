/* SPDX-License-Identifier: ISC */
/*
 * A UDP client with SO_REUSEADDR, which says whether it still carries the flag.  It has
 * no start files, which would want the version of the glibc that it is built with.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

void begin(void) __attribute__((noreturn));

#if defined __x86_64__ || defined __i386__
__attribute__((force_align_arg_pointer)) /* as if it had been called */
#endif
void begin(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
    int flag = 1, fd = socket(AF_INET, SOCK_DGRAM, 0);
    socklen_t length = sizeof flag;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, sizeof flag) ||
        connect(fd, (struct sockaddr *)&to, sizeof to) ||
        getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, &length))
        _exit(2);
    _exit(write(STDOUT_FILENO, flag ? "carried\n" : "cleared\n", 8) != 8);
}
