/* SPDX-License-Identifier: ISC */
/*
 * lone_client PORT: one TCP client with SO_REUSEADDR, connected to that port of the
 * loopback interface until standard input ends.
 */
#include "config.h"

#include "loopback.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int client = socket(AF_INET, SOCK_STREAM, 0);
    union address server =
        loopback(AF_INET, argc == 2 ? (unsigned)strtoul(argv[1], NULL, 10) : 0);
    char byte;

    if (client < 0 || !set_option(client, SO_REUSEADDR) ||
        connect(client, &server.any, address_length(&server))) {
        perror("lone_client");
        return EXIT_FAILURE;
    }
    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
    return EXIT_SUCCESS;
}
