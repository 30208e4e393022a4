/* SPDX-License-Identifier: ISC */
/*
 * To be recorded: audited CASE [NUMBER...].  Does what the case says and ends with 0 if
 * all calls of its own went as they should.
 */
#include "config.h"

#include "audited.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in server;
static int listener;

static void must(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    exit(1);
}

static void set_flag(int fd)
{
    int on = 1;

    must(!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "flag"); /* sets */
}

/* A BSD may choose a port whose address pair is in TIME_WAIT for a client with the
 * flag: what the audit is about, and no fault of it.  Asked again it chooses another
 * one. */
static int client(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), result;

    set_flag(fd); /* asks for it */
    do
        result = connect(fd, (struct sockaddr *)&server, sizeof server); /* connects */
    while (result && errno == EADDRINUSE);
    must(!result, "connect");
    return fd;
}

/* One after the other, so that the listener's queue never fills. */
static void clients(int number)
{
    while (number-- > 0) {
        int fd = client(), peer = accept(listener, NULL, NULL);
        must(peer >= 0, "accept");
        close(fd);
        close(peer);
    }
}

/* A number of clients, for processes that share a listener: each takes one off its
 * queue, whoever's that is, for OpenBSD lets none grow beyond 128 (kern.somaxconn). */
static void some_clients(int number)
{
    while (number-- > 0) {
        int fd = client();
        close(accept(listener, NULL, NULL));
        close(fd);
    }
}

static struct sockaddr_in loopback(unsigned port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((in_port_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void listen_somewhere(void)
{
    socklen_t length = sizeof server;

    server = loopback(0);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    must(!bind(listener, (struct sockaddr *)&server, sizeof server), "bind");
    must(!listen(listener, 4096), "listen");
    getsockname(listener, (struct sockaddr *)&server, &length);
}

static void any_port(void)
{
    struct sockaddr_in any = loopback(0);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    set_flag(fd);
    must(!bind(fd, (struct sockaddr *)&any, sizeof any), "bind"); /* binds */
    must(!connect(fd, (struct sockaddr *)&server, sizeof server), "connect");
}

/* With the address of the server in memory that is not known to be there. */
static void own_port(void)
{
    struct sockaddr_in own = loopback(0), *to;
    socklen_t length = sizeof own;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    must(!bind(fd, (struct sockaddr *)&own, sizeof own), "bind");
    getsockname(fd, (struct sockaddr *)&own, &length);
    close(fd);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    set_flag(fd);
    must(!bind(fd, (struct sockaddr *)&own, sizeof own), "bind");
    to = mmap(NULL, sizeof *to, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
              0);
    must(to != MAP_FAILED, "mmap");
    *to = server;
    must(!connect(fd, (struct sockaddr *)to, sizeof *to), "connect");
}

static void only_listens(void)
{
    struct sockaddr_in own = server;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    close(listener);
    set_flag(fd);
    must(!bind(fd, (struct sockaddr *)&own, sizeof own), "bind");
    must(!listen(fd, 1), "listen");
}

/* A socket on PORT of another address: not every system has a second one of IPv4. */
static int elsewhere(in_port_t port)
{
    struct sockaddr_in second = loopback(0);
    struct sockaddr_in6 in6 = {
        .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT, .sin6_port = port};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    second.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    second.sin_port = port;
    if (!bind(fd, (struct sockaddr *)&second, sizeof second))
        return fd;
    close(fd);
    fd = socket(AF_INET6, SOCK_STREAM, 0);
    must(!bind(fd, (struct sockaddr *)&in6, sizeof in6), "bind");
    return fd;
}

/* Several servers on any port; a socket that takes over the number of one that never
 * listened; and one that is bound and no more. */
static void servers(void)
{
    struct sockaddr_in any = loopback(0), own;
    socklen_t length = sizeof own;
    int fd = -1;

    for (volatile int i = 0; i < 5; i++) { /* one place in code, not unrolled */
        fd = socket(AF_INET, SOCK_STREAM, 0);
        set_flag(fd);
        must(!bind(fd, (struct sockaddr *)&any, sizeof any), "bind");
        if (i < 3)
            must(!listen(fd, 1), "listen");
    }
    must(!getsockname(fd, (struct sockaddr *)&own, &length), "getsockname");
    must(dup2(elsewhere(own.sin_port), fd) == fd, "dup2");
    must(!listen(fd, 1), "listen");
}

static void datagrams(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    set_flag(fd);
    for (int i = 0; i < 3; i++)
        must(sendto(fd, "x", 1, 0, (struct sockaddr *)&server, sizeof server) == 1,
             "sendto");
}

static void datagrams_from_any_port(void)
{
    struct sockaddr_in any = loopback(0);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    set_flag(fd);
    must(!bind(fd, (struct sockaddr *)&any, sizeof any), "bind");
    must(sendto(fd, "x", 1, 0, (struct sockaddr *)&server, sizeof server) == 1,
         "sendto");
    must(!connect(fd, (struct sockaddr *)&server, sizeof server), "connect");
}

/* A client that asks again and again whether it is connected counts once. */
static void impatient(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    set_flag(fd);
    for (int i = 0; i < 3; i++)
        connect(fd, (struct sockaddr *)&server, sizeof server);
}

/* So does one that gets no port, for TCP has no broadcast; then it gets one. */
static void unreachable(void)
{
    struct sockaddr_in all = server;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    all.sin_addr.s_addr = htonl(INADDR_BROADCAST);
    set_flag(fd);
    for (int i = 0; i < 3; i++)
        must(connect(fd, (struct sockaddr *)&all, sizeof all) < 0, "broadcast");
    must(!connect(fd, (struct sockaddr *)&server, sizeof server), "connect");
}

/* And one of which it is not known who set its flag. */
static void duplicate(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    set_flag(fd);
    fd = dup(fd);
    for (int i = 0; i < 3; i++)
        connect(fd, (struct sockaddr *)&server, sizeof server);
}

static int mapped(void)
{
    int fd = socket(AF_INET6, SOCK_DGRAM, 0);

    if (fd < 0)
        return 77;
    set_flag(fd);
    must(!connect(fd, (struct sockaddr *)&server, sizeof server), "connect");
    return 0;
}

static void one_client(void)
{
    client();
}

/* Calls on a stack that ends at TOP.  The tables know nothing of that: they have the
 * caller's frame beyond its end. */
static int call_on_stack(void (*function)(void), char *top)
{
#ifdef __x86_64__
    __asm__ volatile("mov %%rsp, %%rbx\n\tmov %0, %%rsp\n\tcall *%1\n\tmov %%rbx, %%rsp"
                     :
                     : "r"(top), "r"(function)
                     : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10",
                       "r11", "cc", "memory");
    return 0;
#else
    (void)function, (void)top;
    return 77;
#endif
}

#ifndef MAP_STACK
#define MAP_STACK 0 /* OpenBSD wants it of what the stack pointer points to */
#endif

/* A stack with a page behind it that can't be read: another one's guard page. */
static int coroutine(void)
{
    enum { STACK = 1 << 16, FLAGS = MAP_PRIVATE | MAP_ANONYMOUS };
    char *stack = mmap(NULL, 2 * STACK, PROT_NONE, FLAGS, -1, 0);

    must(stack != MAP_FAILED, "mmap");
    must(mmap(stack, STACK, PROT_READ | PROT_WRITE, FLAGS | MAP_FIXED | MAP_STACK, -1,
              0) == stack,
         "mmap of the stack");
    return call_on_stack(one_client, stack + STACK);
}

static void *thread(void *number)
{
    some_clients(*(int *)number);
    return NULL;
}

/* Two options by two functions, one of which takes its own back. */
static void two_options(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, off = 0;

    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on); /* sets the other */
    set_flag(fd);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &off, sizeof off);
    must(!connect(fd, (struct sockaddr *)&server, sizeof server), "connect");
}

/* A socket that takes over the number of one that was counted is another one. */
static void renumbered(void)
{
    int first = client(), second = socket(AF_INET, SOCK_STREAM, 0);

    set_flag(second);
    must(dup2(second, first) == first, "dup2");
    must(!connect(first, (struct sockaddr *)&server, sizeof server), "connect");
}

static void threads(int count, int number)
{
    pthread_t all[64];

    for (int i = 0; i < count; i++)
        must(!pthread_create(&all[i], NULL, thread, &number), "pthread_create");
    for (int i = 0; i < count; i++)
        pthread_join(all[i], NULL);
}

static void wait_for_all(void)
{
    int status;

    while (wait(&status) > 0)
        must(!status, "a child");
}

static void children(int count, int number)
{
    for (int i = 0; i < count; i++)
        if (!fork()) {
            some_clients(number);
            _exit(0);
        }
    wait_for_all();
}

/* COUNT processes, each begun by exec, all of which start when the pipe closes. */
static void programs(const char *self, int count, const char *number)
{
    int gate[2];

    must(!pipe(gate), "pipe");
    for (int i = 0; i < count; i++)
        if (!fork()) {
            char byte;
            close(gate[1]);
            (void)!read(gate[0], &byte, 1);
            execl(self, "audited", "clients", number, (char *)NULL);
            _exit(1);
        }
    close(gate[0]);
    close(gate[1]);
    wait_for_all();
}

static void plugin(const char *path)
{
    void *loaded = dlopen(path, RTLD_NOW);

    must(loaded, "dlopen");
    client_fn *function = (client_fn *)dlsym(loaded, "plugin_client");
    must(function && function(&server) >= 0, "plugin");
}

static void sandboxed(const char *root)
{
    for (int fd = 3; fd < 1024; fd++)
        if (fd != listener)
            close(fd);
    must(!chroot(root) && !chdir("/"), "chroot");
    must(!setgid(65534) && !setuid(65534), "setuid");
    must(open("/etc/passwd", O_RDONLY) < 0, "still there");
    clients(2);
}

#define TIMES8(x) x x x x x x x x

/* More places than a report has room for: 4,096 calls, two places each. */
static void everywhere(void)
{
    TIMES8(TIMES8(TIMES8(TIMES8(clients(1);))))
}

static int run(char **words)
{
    int first = words[2] ? atoi(words[2]) : 1;
    int second = words[2] && words[3] ? atoi(words[3]) : 1;

    if (!strcmp(words[1], "clients"))
        clients(first);
    else if (!strcmp(words[1], "any"))
        any_port();
    else if (!strcmp(words[1], "own"))
        own_port();
    else if (!strcmp(words[1], "listens"))
        only_listens();
    else if (!strcmp(words[1], "servers"))
        servers();
    else if (!strcmp(words[1], "datagrams"))
        datagrams();
    else if (!strcmp(words[1], "datagrams_any"))
        datagrams_from_any_port();
    else if (!strcmp(words[1], "impatient"))
        impatient();
    else if (!strcmp(words[1], "two_options"))
        two_options();
    else if (!strcmp(words[1], "unreachable"))
        unreachable();
    else if (!strcmp(words[1], "duplicate"))
        duplicate();
    else if (!strcmp(words[1], "mapped"))
        return mapped();
    else if (!strcmp(words[1], "coroutine"))
        return coroutine();
    else if (!strcmp(words[1], "renumbered"))
        renumbered();
    else if (!strcmp(words[1], "threads"))
        threads(first, second);
    else if (!strcmp(words[1], "children"))
        children(first, second);
    else if (!strcmp(words[1], "programs"))
        programs(words[0], first, words[3]);
    else if (!strcmp(words[1], "plugin"))
        plugin(words[2]);
    else if (!strcmp(words[1], "sandboxed"))
        sandboxed(words[2]);
    else if (!strcmp(words[1], "everywhere"))
        everywhere();
    else if (!strcmp(words[1], "killed"))
        clients(first), raise(SIGKILL);
    else
        return 2;
    return 0;
}

int main(int count, char **words)
{
    if (count < 2)
        return 2;
    listen_somewhere();
    return run(words);
}
