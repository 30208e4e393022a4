/* SPDX-License-Identifier: ISC */
/* Prints a port that nobody uses, for the servers. */
#include "config.h"

#include "bench.h"
#include "sockets.h"

#include <sys/socket.h>

int main(void)
{
    printf("%u\n", ntohs(sockets_bind(sockets_new(SOCK_STREAM, false), 0).sin_port));
    return 0;
}
