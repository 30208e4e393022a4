/* SPDX-License-Identifier: ISC */
/* For a program that loads it with dlopen. */
#include "config.h"

#include "audited.h"

int plugin_client(const struct sockaddr_in *server)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); /* plugin sets */
    const struct sockaddr *to = (const struct sockaddr *)server;
    int failed = connect(fd, to, sizeof *server); /* plugin connects */
    return failed ? -1 : fd;
}
