/* SPDX-License-Identifier: ISC */
/* A test that connects to itself.  Built with FLAGGED it sets SO_REUSEADDR on its
 * client.  Says whether that is on in the end. */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    socklen_t size = sizeof to;
    int on = 1, server = socket(AF_INET, SOCK_STREAM, 0);
    int client = socket(AF_INET, SOCK_STREAM, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
#ifdef FLAGGED
    setsockopt(client, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
#else
    setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
#endif
    if (bind(server, (struct sockaddr *)&to, size) || listen(server, 1) ||
        getsockname(server, (struct sockaddr *)&to, &size) ||
        connect(client, (struct sockaddr *)&to, size)) {
        perror("client");
        return 1;
    }
    size = sizeof on;
    getsockopt(client, SOL_SOCKET, SO_REUSEADDR, &on, &size);
    puts(on ? "on" : "off");
    return 0;
}
