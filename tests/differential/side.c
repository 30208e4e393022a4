/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "side.h"

#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SERVE_IN = 0,
    SERVE_OUT = 1,
    MOST_SECONDS = 10,      /* that a sequence may take */
    EXIT_NO_NAMESPACE = 77, /* as automake has it for what can't be tested */
};

struct server {
    int in, out; /* the ends here of its two pipes; 0: not started */
};

static const char *own_program, *preloads[SIDES];
static bool with_records;
static struct server servers[SIDES][SETTINGS];

static void fatal(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static bool read_all(int fd, void *data, size_t size)
{
    for (char *at = data; size;) {
        ssize_t count = read(fd, at, size);
        if (count <= 0)
            return false;
        at += count;
        size -= (size_t)count;
    }
    return true;
}

static bool write_all(int fd, const void *data, size_t size)
{
    for (const char *at = data; size;) {
        ssize_t count = write(fd, at, size);
        if (count <= 0)
            return false;
        at += count;
        size -= (size_t)count;
    }
    return true;
}

static void loopback_up(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};

    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &loopback) || close(fd))
        fatal("loopback interface");
}

static void run_alone(const struct sequence *sequence, struct trace *trace)
{
    alarm(MOST_SECONDS);
    close(SERVE_IN);
    close(SERVE_OUT);
    if (unshare(CLONE_NEWNET))
        _exit(EXIT_NO_NAMESPACE);
    loopback_up();
    run(sequence, trace);
    _exit(0);
}

int side_serve(void)
{
    struct sequence sequence;
    struct trace *trace = mmap(NULL, sizeof *trace, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (trace == MAP_FAILED)
        fatal("mmap");
    while (read_all(SERVE_IN, &sequence, sizeof sequence)) {
        memset(trace, 0, sizeof *trace);
        pid_t child = fork();
        if (!child)
            run_alone(&sequence, trace);
        if (child < 0 || waitpid(child, &trace->status, 0) != child)
            fatal("fork");
        if (!write_all(SERVE_OUT, trace, sizeof *trace))
            return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

static void become_server(enum side side, unsigned settings, int in, int out)
{
    char options[120];

    if (dup2(in, SERVE_IN) < 0 || dup2(out, SERVE_OUT) < 0)
        fatal("dup2");
    snprintf(options, sizeof options, "%s%s", settings_texts[settings],
             side == WITH && with_records ? ",report=differential.report" : "");
    setenv("NOREUSEADDR_OPTIONS", options, 1);
    if (preloads[side])
        setenv("LD_PRELOAD", preloads[side], 1);
    else
        unsetenv("LD_PRELOAD");
    execl(own_program, own_program, SIDE_OPTION, (char *)NULL);
    fatal(own_program);
}

static struct server *server_for(enum side side, unsigned settings)
{
    struct server *server = &servers[side][settings];
    int to[2], from[2];

    if (server->in)
        return server;
    if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
        fatal("pipe");
    switch (fork()) {
    case -1:
        fatal("fork");
        break;
    case 0:
        become_server(side, settings, to[0], from[1]);
    }
    close(to[0]);
    close(from[1]);
    *server = (struct server){.in = to[1], .out = from[0]};
    return server;
}

void side_start(const char *program, const char *const preloaded[SIDES], bool records)
{
    own_program = program;
    preloads[WITHOUT] = preloaded[WITHOUT];
    preloads[WITH] = preloaded[WITH];
    with_records = records;
}

void side_run(const struct sequence *sequence, struct trace traces[SIDES])
{
    for (enum side side = 0; side < SIDES; side++)
        if (!write_all(server_for(side, sequence->settings)->in, sequence,
                       sizeof *sequence))
            fatal("a side");
    for (enum side side = 0; side < SIDES; side++) {
        struct trace *trace = &traces[side];
        if (!read_all(server_for(side, sequence->settings)->out, trace, sizeof *trace))
            fatal("a side");
        if (WIFEXITED(trace->status) &&
            WEXITSTATUS(trace->status) == EXIT_NO_NAMESPACE) {
            fputs("no network namespace: not permitted here\n", stderr);
            exit(EXIT_NO_NAMESPACE);
        }
        trace_rename(trace);
    }
}
