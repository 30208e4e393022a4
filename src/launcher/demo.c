/* SPDX-License-Identifier: ISC */
/*
 * Each part is run twice: as it is, and with this launcher in front as a user would
 * type it.  The figures that it prints make the two columns of the table.
 */
#include "config.h"

#include "demo.h"

#include "fix/settings.h"
#include "message.h"
#include "program/find.h"
#include "project_files.h"
#include "system/features.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT "3000" /* clients of which each figure tells how many went wrong */
#define TURNS                                                                          \
    "2000"         /* TCP clients of each way to connect, few enough for 16,384 ports */
#define TRIES "20" /* clients on whose port somebody else tries to listen */
#define MODEL_SETTINGS "behaviour=openbsd,ports=49152-65535" /* 16,384 of them */

enum {
    MAX_ARGUMENTS = 16,
    MAX_OUTPUT = 512,
    PATIENCE = 60, /* for a part to end, in seconds */
};

struct demo {
    char launcher[PATH_MAX];
    char clients[PATH_MAX];
    char lone_client[PATH_MAX];
    char open_door[PATH_MAX];
    char model[PATH_MAX];
    bool clean; /* was nothing wrong with the library so far? */
};

/* The ways in which TCP clients come to a port that the kernel chooses. */
static const struct way {
    const char *text;
    const char *options[3]; /* of clients */
    bool may_be_missing;
} ways[] = {
    {"IPv4, that failed to connect", {NULL}, false},
    {"IPv4, that failed after bind to port 0", {"-b"}, false},
    {"IPv6, that failed to connect", {"-6"}, true},
    {"IPv6, that failed after bind to port 0", {"-6", "-b"}, true},
};

/* What a part printed, without and with the library. */
struct outcome {
    char without[MAX_OUTPUT];
    char with[MAX_OUTPUT];
};

/* Programs that set the flag on sockets that connect; docs/kernels.md names more. */
static const struct real_program {
    const char *name;
    const char *version_option;
    const char *arguments[8]; /* open_door puts a port for PORT */
} real_programs[] = {
    /* util/qemu-sockets.c:inet_connect_addr, before 9.2 */
    {"qemu-img", "--version", {"info", "nbd://127.0.0.1:PORT"}},
    /* anet.c:anetTcpGenericConnect.  Without a port of its own it would end at once. */
    {"redis-server",
     "--version",
     {"--bind", "127.0.0.2", "--port", "PORT", "--replicaof", "127.0.0.1", "PORT"}},
    /* netcat.c:doconnect */
    {"nc.traditional", "-h", {"127.0.0.1", "PORT"}},
};

static bool find_part(const struct library *library, const char *name,
                      char path[PATH_MAX])
{
    return project_find(library->launcher, PROJECT_PRIVATE, name, path);
}

/* In the child: replaces it by ARGV, whose output goes to OUTPUT. */
static void become(const char *const argv[], int output)
{
    char *copy[MAX_ARGUMENTS + 1] = {NULL}; /* execv wants them not to be const */
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    for (int i = 0; argv[i]; i++)
        copy[i] = strdup(argv[i]);
    alarm(PATIENCE);
    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
        execv(argv[0], copy);
    complain("--demo: %s: %s", argv[0], strerror(errno));
    _exit(EXIT_LAUNCHER);
}

/* Runs ARGV; its OUTPUT is what fits there.  Returns true if it ended well. */
static bool run(const char *const argv[], char output[MAX_OUTPUT])
{
    int fd[2], status = 0;
    char rest[MAX_OUTPUT];

    output[0] = '\0';
    if (pipe(fd))
        return false;
    fcntl(fd[0], F_SETFD, FD_CLOEXEC);
    fcntl(fd[1], F_SETFD, FD_CLOEXEC);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        become(argv, fd[1]);
    close(fd[1]);
    FILE *stream = fdopen(fd[0], "r");
    if (stream) {
        output[fread(output, 1, MAX_OUTPUT - 1, stream)] = '\0';
        while (fread(rest, 1, sizeof rest, stream) > 0)
            ;
        fclose(stream);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           !WEXITSTATUS(status);
}

static const char *const no_front[] = {NULL};

static size_t append(const char *argv[], size_t count, const char *const arguments[])
{
    while (*arguments && count < MAX_ARGUMENTS)
        argv[count++] = *arguments++;
    return count;
}

/* Runs FRONT and COMMAND, then FRONT, the launcher and COMMAND.  All may have the
 * library by --system: it is off the first time. */
static bool run_both(const struct demo *demo, const char *const front[],
                     const char *const command[], struct outcome *outcome)
{
    const char *const launcher[] = {demo->launcher, NULL};
    const char *argv[MAX_ARGUMENTS + 1] = {NULL};
    size_t count = append(argv, 0, front);

    append(argv, count, command);
    setenv(SETTINGS_VARIABLE, "mode=off", 1);
    bool ran = run(argv, outcome->without);
    unsetenv(SETTINGS_VARIABLE);
    if (!ran)
        return false;
    append(argv, append(argv, count, launcher), command);
    return run(argv, outcome->with);
}

/* The figure NAME in what a part printed; -1 if it isn't there. */
static long figure(const char *output, const char *name)
{
    size_t length = strlen(name);

    while (strncmp(output, name, length) != 0 || output[length] != '=') {
        output += strcspn(output, " \n");
        output += strspn(output, " \n");
        if (!*output)
            return -1;
    }
    return strtol(output + length + 1, NULL, 10);
}

static void print_row(const char *text, long without, long with)
{
    printf("  %-58s%9ld%9ld\n", text, without, with);
}

/* Prints how many clients there were; none at all is not clean. */
static void print_clients(struct demo *demo, const struct outcome *outcome,
                          const char *name)
{
    long without = figure(outcome->without, name), with = figure(outcome->with, name);

    print_row("clients", without, with);
    if (without <= 0 || with <= 0)
        demo->clean = false;
}

/* Prints how many of them went wrong; with the library none should. */
static void print_wrong(struct demo *demo, const struct outcome *outcome,
                        const char *name, const char *text)
{
    long without = figure(outcome->without, name), with = figure(outcome->with, name);

    print_row(text, without, with);
    if (without == 0)
        puts("  (in this run that did not happen without the library either)");
    if (without < 0 || with != 0)
        demo->clean = false;
}

static void failed(struct demo *demo, const char *part)
{
    complain("--demo: %s did not run to its end", part);
    demo->clean = false;
}

static void show_udp(struct demo *demo)
{
    const char *const command[] = {demo->clients, "-u", COUNT, NULL};
    struct outcome outcome;

    puts("\nThis kernel: UDP, all connected to one server at the same time");
    if (!run_both(demo, no_front, command, &outcome)) {
        failed(demo, "clients");
        return;
    }
    print_clients(demo, &outcome, "connects");
    if (figure(outcome.without, "connects") < strtol(COUNT, NULL, 10))
        puts("  (not " COUNT ", since the limit of open files allows no more)");
    print_wrong(demo, &outcome, "shared", "that share their local port with another");
    print_wrong(demo, &outcome, "unanswered", "that got no reply to what they asked");
    print_wrong(demo, &outcome, "wrong", "replies that reached another client");
    if (figure(outcome.without, "failed") || figure(outcome.with, "failed"))
        print_wrong(demo, &outcome, "failed", "that could not connect");
}

/* Returns true if there were clients of WAY that failed without the library. */
static bool show_way(struct demo *demo, const struct way *way)
{
    const char *command[MAX_ARGUMENTS + 1] = {demo->clients};
    const char *const count[] = {TURNS, NULL};
    struct outcome outcome;

    append(command, append(command, 1, way->options), count);
    if (!run_both(demo, no_front, command, &outcome)) {
        say("  (%.4s: could not be run)", way->text);
        if (!way->may_be_missing)
            failed(demo, "clients");
        return false;
    }
    long without = figure(outcome.without, "failed"),
         with = figure(outcome.with, "failed");
    print_row(way->text, without, with);
    if (without < 0 || with != 0)
        demo->clean = false;
    return without > 0;
}

/* Returns true if there were clients that failed without the library. */
static bool show_turns(struct demo *demo)
{
    bool any = false;

    puts("\nThis kernel: TCP in turn, " TURNS " clients of each kind");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        any |= show_way(demo, &ways[i]);
    if (!any)
        puts("  (none failed here; noreuseaddr(1) names the settings that matter)");
    return any;
}

static bool all_by_nobody(const char *output)
{
    return figure(output, "nobody") == figure(output, "tries");
}

/* COMMAND is the client.  Returns false if it could not be shown. */
static bool show_door(struct demo *demo, const char *const command[])
{
    const char *const front[] = {demo->open_door, TRIES, NULL};
    struct outcome outcome;

    if (!run_both(demo, front, command, &outcome))
        return false;
    print_clients(demo, &outcome, "tries");
    print_wrong(demo, &outcome, "open",
                all_by_nobody(outcome.without) && all_by_nobody(outcome.with)
                    ? "on whose local port user nobody could listen"
                    : "on whose local port another process of this user could");
    return true;
}

static void show_tcp(struct demo *demo)
{
    const char *const command[] = {demo->lone_client, "PORT", NULL};

    puts("\nThis kernel: TCP, while a client is connected");
    if (!show_door(demo, command))
        failed(demo, "open_door");
}

/* The first word of what PATH says with OPTION that starts like a version. */
static void find_version(const char *path, const char *option, char output[MAX_OUTPUT])
{
    const char *const argv[] = {"/bin/sh", "-c",   "exec \"$0\" \"$1\" 2>&1",
                                path,      option, NULL};

    run(argv, output);
    size_t start = strcspn(output, "0123456789");
    size_t length = strspn(output + start, "0123456789.-");
    memmove(output, output + start, length);
    output[length] = '\0';
}

static bool show_real_program(struct demo *demo, const struct real_program *program)
{
    char path[PATH_MAX], version[MAX_OUTPUT];
    const char *command[MAX_ARGUMENTS + 1] = {path};

    if (!program_find(program->name, path))
        return false;
    append(command, 1, program->arguments);
    find_version(path, program->version_option, version);
    puts("");
    say("This kernel: %s %s (%s), unmodified", program->name, version, path);
    if (!show_door(demo, command))
        puts("  (could not be shown)");
    return true;
}

static void show_real_programs(struct demo *demo)
{
    const size_t count = sizeof real_programs / sizeof real_programs[0];
    bool any = false;

    for (size_t i = 0; i < count; i++)
        any |= show_real_program(demo, &real_programs[i]);
    if (any)
        return;
    printf("\nNone of the programs known to set the flag is installed:\n ");
    for (size_t i = 0; i < count; i++)
        printf(" %s", real_programs[i].name);
    putchar('\n');
}

static void show_model(struct demo *demo)
{
    const char *const command[] = {demo->clients, COUNT, NULL};
    struct outcome outcome;

    puts("\nMODEL of OpenBSD (16384 ports), not this kernel: TCP in turn");
    setenv(this_system.preload, demo->model, 1);
    setenv("BSD_PORTS", MODEL_SETTINGS, 1);
    bool ran = run_both(demo, no_front, command, &outcome);
    unsetenv(this_system.preload);
    if (!ran) {
        failed(demo, "clients in the model");
        return;
    }
    print_clients(demo, &outcome, "connects");
    print_wrong(demo, &outcome, "failed", "that failed to connect");
    print_wrong(demo, &outcome, "eaddrinuse", "of these with EADDRINUSE");
}

static void print_head(void)
{
    struct utsname kernel;

    puts("What becomes of clients with SO_REUSEADDR, without and with the library.");
    if (uname(&kernel) >= 0)
        printf("This kernel is %.30s %.30s.\n", kernel.sysname, kernel.release);
    printf("%60s%9s%9s\n", "", "without", "with");
}

int demo_run(const struct library *library)
{
    struct demo demo = {.clean = true};

    if (!find_part(library, "clients", demo.clients) ||
        !find_part(library, "lone_client", demo.lone_client) ||
        !find_part(library, "open_door", demo.open_door) ||
        !find_part(library, "libbsdports.so", demo.model))
        return EXIT_LAUNCHER;
    memcpy(demo.launcher, library->launcher, sizeof demo.launcher);
    unsetenv(this_system.preload);
    unsetenv(this_system.preload_else);
    unsetenv(SETTINGS_VARIABLE);

    print_head();
    show_udp(&demo);
    if (this_system.flag_opens_port) {
        show_tcp(&demo);
        show_real_programs(&demo);
        show_model(&demo);
    } else if (!show_turns(&demo)) {
        show_model(&demo);
    }
    if (!demo.clean) {
        complain("--demo: with the library not everything was as it should be");
        return EXIT_CHECK_FAILED;
    }
    puts("\nWith the library nothing went wrong: each client had its port to itself.");
    return EXIT_SUCCESS;
}
