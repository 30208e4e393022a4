/* SPDX-License-Identifier: ISC */
/*
 * open_door TRIES COMMAND [ARG...]: can another process listen on the local port of a
 * client?  COMMAND is that client.  It is run TRIES times.  In its arguments a port
 * stands in place of the word PORT; to that port of 127.0.0.1 it is to connect.  While
 * it is connected, another process sets SO_REUSEADDR and listens on the client's local
 * port.  That process is of the user nobody if this one may start one.  Linux permits
 * it if the client carries the flag (net/ipv4/inet_connection_sock.c:
 * inet_csk_bind_conflict), so the result also tells whether the client does.
 *
 * Standard output: how often that was tried, how often the port was open or shut, and
 * how often the other process was nobody's.  A client that never connects ends it with
 * a message.
 */
#include "config.h"

#include "loopback.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    PATIENCE = 5000, /* for a client to connect, in ms */
    MAX_VAIN = 100,  /* tries that did not count */
};

static const struct kind tcp = {AF_INET, SOCK_STREAM};

/* How the process that tries to listen ends; NOBODY is added if it is nobody's. */
enum { OPEN = 1, SHUT = 2, NOT_KNOWN = 4, NOBODY = 8 };

static struct figures {
    long tries;
    long open;
    long shut;
    long nobody;
} figures;

static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static bool become_nobody(void)
{
    const struct passwd *nobody = getuid() == 0 ? getpwnam("nobody") : NULL;

    return nobody && !setgroups(0, NULL) && !setgid(nobody->pw_gid) &&
           !setuid(nobody->pw_uid);
}

/* In a process of its own. */
static int try_to_listen(const union address *address)
{
    int user = become_nobody() ? NOBODY : 0;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || !set_option(fd, SO_REUSEADDR))
        return NOT_KNOWN;
    if (!bind(fd, &address->any, address_length(address)) && !listen(fd, 1))
        return OPEN | user;
    return errno == EADDRINUSE ? SHUT | user : NOT_KNOWN;
}

/* Is the port of ADDRESS open or shut to another process? */
static int probe(const union address *address)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(try_to_listen(address));
    if (child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
        WEXITSTATUS(status) != NOT_KNOWN)
        return WEXITSTATUS(status);
    fprintf(stderr, "open_door: port %u could not be tried\n", address_port(address));
    exit(EXIT_FAILURE);
}

/* The client must not outlive this process, however that ends. */
static void die_with_parent(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
}

/* Starts COMMAND with INPUT as its standard input and nothing on its output. */
static pid_t start(char **command, int input)
{
    pid_t parent = getpid(), child = fork();

    if (child < 0)
        fail("fork");
    if (child > 0)
        return child;
    die_with_parent(parent);
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0 && dup2(input, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0)
        execvp(command[0], command); /* NOLINT: there is a command */
    perror(command[0]);
    _exit(EXIT_FAILURE);
}

/*
 * Waits for a client at SERVER and stores its local address in CLIENT.  The end of
 * LIFELINE's other side means that the process is gone that should connect.
 */
static int wait_for_client(int server, int lifeline, union address *client)
{
    struct pollfd either[] = {{.fd = server, .events = POLLIN}, {.fd = lifeline}};
    socklen_t length = sizeof *client;

    if (poll(either, 2, PATIENCE) <= 0 || !either[0].revents)
        return -1;
    return accept(server, &client->any, &length);
}

/* Ends the client CHILD and its CONNECTION, so that nothing is in TIME_WAIT. */
static void end(int connection, pid_t child)
{
    const struct linger reset = {.l_onoff = 1};

    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    if (connection >= 0) {
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(connection);
    }
}

/* Runs COMMAND once; returns what was found, with the client's address in CLIENT. */
static int probe_client(int server, char **command, union address *client)
{
    int input[2], found = NOT_KNOWN;

    if (pipe(input) || fcntl(input[0], F_SETFD, FD_CLOEXEC) ||
        fcntl(input[1], F_SETFD, FD_CLOEXEC))
        fail("pipe");
    pid_t child = start(command, input[0]);
    close(input[0]);
    int connection = wait_for_client(server, input[1], client);
    if (connection >= 0)
        found = probe(client);
    end(connection, child);
    close(input[1]);
    return found;
}

/*
 * One try.  The kernel may give out a port that an earlier client of somebody else has
 * in TIME_WAIT, and that one may be what shuts it: then it is still shut when the
 * client is gone, and the try does not count.
 */
static bool try_once(int server, char **command)
{
    union address client;
    int found = probe_client(server, command, &client);

    if (found == NOT_KNOWN) {
        fprintf(stderr, "open_door: %s did not connect\n", command[0]);
        exit(EXIT_FAILURE);
    }
    if ((found & SHUT) && (probe(&client) & SHUT))
        return false;
    figures.tries++;
    figures.open += (found & OPEN) != 0;
    figures.shut += (found & SHUT) != 0;
    figures.nobody += (found & NOBODY) != 0;
    return true;
}

/* Puts the number PORT in place of the word PORT. */
static char *with_port(char *argument, unsigned port)
{
    const char *word = strstr(argument, "PORT");
    size_t size = strlen(argument) + sizeof "65535";
    char *result;

    if (!word)
        return argument;
    result = malloc(size);
    if (!result)
        fail("malloc");
    snprintf(result, size, "%.*s%u%s", (int)(word - argument), argument, port,
             word + strlen("PORT"));
    return result;
}

int main(int argc, char **argv)
{
    union address address;

    if (argc < 3) {
        fprintf(stderr, "usage: open_door TRIES COMMAND [ARG...]\n");
        return EXIT_FAILURE;
    }
    int server = serve(&tcp, &address);
    if (fcntl(server, F_SETFD, FD_CLOEXEC))
        fail("fcntl");
    for (char **argument = argv + 2; *argument; argument++)
        *argument = with_port(*argument, address_port(&address));
    long wanted = strtol(argv[1], NULL, 10);
    for (int vain = 0; figures.tries < wanted && vain < MAX_VAIN;)
        vain += !try_once(server, argv + 2);
    if (figures.tries < wanted) {
        fprintf(stderr, "open_door: too many local ports are in use by others\n");
        return EXIT_FAILURE;
    }
    printf("tries=%ld open=%ld shut=%ld nobody=%ld\n", figures.tries, figures.open,
           figures.shut, figures.nobody);
    return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
