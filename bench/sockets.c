/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "sockets.h"

#include "bench.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

int sockets_new(int type, bool flagged)
{
    int fd = socket(AF_INET, type, 0), on = 1;

    if (fd < 0 || (flagged && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)))
        bench_die("socket");
    return fd;
}

struct sockaddr_in sockets_bind(int fd, unsigned port)
{
    struct sockaddr_in local = {.sin_family = AF_INET,
                                .sin_port = htons((in_port_t)port),
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof local;

    if (bind(fd, (struct sockaddr *)&local, sizeof local) ||
        getsockname(fd, (struct sockaddr *)&local, &length))
        bench_die("bind");
    return local;
}

void sockets_connect(int fd, const struct sockaddr_in *peer)
{
    if (connect(fd, (const struct sockaddr *)peer, sizeof *peer))
        bench_die("connect");
}

void sockets_reset(int fd)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};

    if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now) || close(fd))
        bench_die("close");
}

void sockets_allow(int number)
{
    rlim_t enough = (rlim_t)number + 1000;
    struct rlimit limit, wanted = {enough, enough};

    if (!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_max < enough &&
        !setrlimit(RLIMIT_NOFILE, &wanted))
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Lets this process use the processor with this NUMBER alone, of those that it may use;
 * where there are not so many, any. */
static void use_processor(int number)
{
    cpu_set_t allowed, one;

    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof allowed, &allowed))
        bench_die("sched_getaffinity");
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &allowed) && !number--)
            CPU_SET(i, &one);
    if (CPU_COUNT(&one) && sched_setaffinity(0, sizeof one, &one))
        bench_die("sched_setaffinity");
}

void sockets_stay(void)
{
    use_processor(0);
}

/* Runs SERVE with FD in a process of its own that ends with this one. */
static void in_child(void (*serve)(int), int fd, enum place place)
{
    pid_t parent = getpid(), child = fork();

    if (child < 0)
        bench_die("fork");
    if (place != ANYWHERE)
        use_processor(!child && place == APART);
    if (child) {
        close(fd);
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it ended before this one could say so */
        _exit(0);
    for (;;)
        serve(fd);
}

static void accept_one(int fd)
{
    int connection = accept(fd, NULL, NULL);

    if (connection >= 0)
        close(connection);
}

struct sockaddr_in sockets_accepting(enum place place)
{
    int fd = sockets_new(SOCK_STREAM, false);
    struct sockaddr_in local = sockets_bind(fd, 0);

    if (listen(fd, 4096))
        bench_die("listen");
    in_child(accept_one, fd, place);
    return local;
}

static void echo_one(int fd)
{
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    char data[512];
    ssize_t size =
        recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&from, &length);

    if (size >= 0)
        (void)!sendto(fd, data, (size_t)size, 0, (struct sockaddr *)&from, length);
}

struct sockaddr_in sockets_echoing(enum place place)
{
    int fd = sockets_new(SOCK_DGRAM, false);
    struct sockaddr_in local = sockets_bind(fd, 0);

    in_child(echo_one, fd, place);
    return local;
}
