/* SPDX-License-Identifier: ISC */
/*
 * clients [-6] [-b] [-n] [-r] [-u] COUNT: that many clients of one server on the
 * loopback interface, and what became of them, as figures on standard output.
 *
 * TCP clients follow one another, and each closes first, so that its port waits in
 * TIME_WAIT.  UDP clients stay open together, and then each asks the server once.
 *  -6  over IPv6
 *  -b  each binds to port 0 before it connects
 *  -n  without SO_REUSEADDR
 *  -r  with SO_REUSEPORT in its place
 *  -u  UDP
 */
#include "config.h"

#include "loopback.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static struct kind kind = {AF_INET, SOCK_STREAM};
static int option = SO_REUSEADDR; /* 0: none */
static bool bind_first;

static struct figures {
    long connects;   /* attempts */
    long failed;     /* of them */
    long eaddrinuse; /* of the failed ones */
    long shared;     /* clients whose local port another one had as well */
    long wrong;      /* replies that came to another client than the one that asked */
    long unanswered; /* clients that asked and saw no reply to it */
} figures;

static unsigned short holders[1 << 16]; /* clients that had a port, by port */

static bool get_port(int fd, const union address *server)
{
    union address local = loopback(kind.family, 0);
    socklen_t length = sizeof local;

    if ((option && !set_option(fd, option)) ||
        (bind_first && bind(fd, &local.any, address_length(&local))) ||
        connect(fd, &server->any, address_length(server)) ||
        getsockname(fd, &local.any, &length))
        return false;
    holders[address_port(&local)]++;
    return true;
}

/* Returns a client of SERVER, or -1; counts it. */
static int connect_client(const union address *server)
{
    int fd = socket(kind.family, kind.type, 0);

    figures.connects++;
    if (fd >= 0 && get_port(fd, server))
        return fd;
    figures.failed++;
    figures.eaddrinuse += errno == EADDRINUSE;
    if (fd >= 0)
        close(fd);
    return -1;
}

static void run_tcp(int server, const union address *address, long count)
{
    char byte;

    while (count-- > 0) {
        int client = connect_client(address);
        if (client < 0)
            continue;
        int accepted = accept(server, NULL, NULL);
        close(client);
        /* The server's end may close only when it has seen the client's end close. */
        while (read(accepted, &byte, 1) > 0)
            ;
        close(accepted);
    }
}

/* How many of COUNT clients may be open at once?  Asks for as many as are allowed. */
static long make_room(long count)
{
    enum { OTHER_FILES = 20 };
    struct rlimit limit;
    rlim_t wanted = (rlim_t)count + OTHER_FILES;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted)
        return count;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur < wanted ? (long)limit.rlim_cur - OTHER_FILES : count;
}

/* CLIENT asks; the question, which the server returns, says which client it is. */
static bool ask(int client, int server, long question)
{
    union address from;
    socklen_t length = sizeof from;

    return send(client, &question, sizeof question, 0) == sizeof question &&
           recvfrom(server, &question, sizeof question, 0, &from.any, &length) ==
               sizeof question &&
           sendto(server, &question, sizeof question, 0, &from.any, length) ==
               sizeof question;
}

/* Takes a reply that has come to the client number ME, sets its ANSWERED. */
static void take_reply(int client, long me, bool *answered)
{
    long reply;

    if (recv(client, &reply, sizeof reply, 0) != sizeof reply)
        return;
    if (reply == me)
        *answered = true;
    else
        figures.wrong++;
}

/* Reads REPLIES, or what has come of them when nothing has come for a second. */
static void take_replies(struct pollfd *clients, nfds_t count, long replies,
                         bool *answered)
{
    while (replies > 0 && poll(clients, count, 1000) > 0)
        for (nfds_t i = 0; i < count; i++)
            if (clients[i].revents) {
                take_reply(clients[i].fd, (long)i, &answered[i]);
                replies--;
            }
}

static void run_udp(int server, const union address *address, long count)
{
    count = make_room(count);
    struct pollfd *clients = calloc((size_t)count, sizeof *clients);
    bool *answered = calloc((size_t)count, sizeof *answered);
    long replies = 0;

    if (!clients || !answered) {
        perror("clients");
        exit(EXIT_FAILURE);
    }
    for (long i = 0; i < count; i++)
        clients[i] = (struct pollfd){.fd = connect_client(address), .events = POLLIN};
    for (long i = 0; i < count; i++)
        replies += clients[i].fd >= 0 && ask(clients[i].fd, server, i);
    take_replies(clients, (nfds_t)count, replies, answered);
    for (long i = 0; i < count; i++)
        figures.unanswered += clients[i].fd >= 0 && !answered[i];
    free(clients);
    free(answered);
}

static long parse_arguments(int argc, char **argv)
{
    int letter;
    char *end = argv[0];
    long count = 0;

    while ((letter = getopt(argc, argv, "6bnru")) != -1) {
        if (letter == '6')
            kind.family = AF_INET6;
        else if (letter == 'b')
            bind_first = true;
        else if (letter == 'n')
            option = 0;
        else if (letter == 'u')
            kind.type = SOCK_DGRAM;
#if HAVE_DECL_SO_REUSEPORT
        else if (letter == 'r')
            option = SO_REUSEPORT;
#endif
        else
            optind = argc;
    }
    if (optind == argc - 1)
        count = strtol(argv[optind], &end, 10);
    if (*end || count < 1) {
        fprintf(stderr, "usage: clients [-6] [-b] [-n] [-r] [-u] COUNT\n");
        exit(EXIT_FAILURE);
    }
    return count;
}

int main(int argc, char **argv)
{
    long count = parse_arguments(argc, argv);
    union address address;
    int server = serve(&kind, &address);

    if (kind.type == SOCK_DGRAM)
        run_udp(server, &address, count);
    else
        run_tcp(server, &address, count);
    for (unsigned port = 0; port < sizeof holders / sizeof *holders; port++)
        if (holders[port] > 1)
            figures.shared += holders[port];
    printf("connects=%ld failed=%ld eaddrinuse=%ld shared=%ld", figures.connects,
           figures.failed, figures.eaddrinuse, figures.shared);
    if (kind.type == SOCK_DGRAM)
        printf(" wrong=%ld unanswered=%ld", figures.wrong, figures.unanswered);
    putchar('\n');
    return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
