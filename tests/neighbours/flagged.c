/* SPDX-License-Identifier: ISC */
/*
 * A client with SO_REUSEADDR that says what became of the flag, and what the libraries
 * around it made of its other calls: a line for each.
 *
 * It connects to a listener of its own.
 * flagged FILE: it also makes FILE, a block device.
 * flagged ADDRESS PORT: it also connects there and says which line it was sent.
 */
#include "config.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

enum { YEAR_ZERO = 1900 };

static void must(int result, const char *call)
{
    if (result >= 0)
        return;
    perror(call);
    exit(1);
}

static struct sockaddr_in own_listener(void)
{
    struct sockaddr_in local = {.sin_family = AF_INET,
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    must(bind(fd, (struct sockaddr *)&local, sizeof local), "bind");
    must(listen(fd, 1), "listen");
    must(getsockname(fd, (struct sockaddr *)&local, &(socklen_t){sizeof local}),
         "getsockname");
    return local;
}

static int flagged_client(const char *name, const struct sockaddr_in *to)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), flag = -1;

    must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)),
         "setsockopt");
    must(connect(fd, (const struct sockaddr *)to, sizeof *to), "connect");
    must(getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, &(socklen_t){sizeof flag}),
         "getsockopt");
    printf("%s %d\n", name, flag);
    return fd;
}

/* Past the libraries: socket_wrapper's sockets are AF_UNIX in truth. */
static void say_family(int fd)
{
    struct sockaddr_storage local = {0};
    socklen_t length = sizeof local;

    must((int)syscall(SYS_getsockname, fd, &local, &length), "SYS_getsockname");
    printf("family %d\n", local.ss_family);
}

static void say_line(int fd)
{
    char line[100];
    FILE *stream = fdopen(fd, "r");

    if (!stream || !fgets(line, sizeof line, stream))
        must(-1, "fgets");
    printf("sent %s", line);
}

static void say_allocator(void)
{
    Dl_info info = {0};
    void *block = malloc(100000);

    must(dladdr(dlsym(RTLD_DEFAULT, "malloc"), &info) ? 0 : -1, "dladdr");
    printf("malloc %s %s\n", info.dli_fname, block ? "works" : "fails");
    free(block);
}

/* A pipe can't be synchronised: EINVAL. */
static void say_fsync(void)
{
    int ends[2];

    must(pipe(ends), "pipe");
    printf("fsync %d\n", fsync(ends[0]));
}

/* The kernel is asked past the libraries, here too. */
static void say_device(const char *file)
{
    struct stat status = {0};
    struct statx truth = {0};

    must(mknod(file, S_IFBLK | S_IRUSR, makedev(1, 0)), "mknod");
    must(stat(file, &status), "stat");
    must((int)syscall(SYS_statx, AT_FDCWD, file, 0, STATX_TYPE, &truth), "SYS_statx");
    unlink(file);
    printf("block device: %s\n",
           S_ISBLK(status.st_mode) && !S_ISBLK(truth.stx_mode) ? "faked" : "true");
}

static void say_proxied(const char *address, const char *port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((in_port_t)atoi(port))};

    must(inet_pton(AF_INET, address, &to.sin_addr) - 1, "inet_pton");
    say_line(flagged_client("proxied flag", &to));
}

int main(int argc, char **argv)
{
    struct sockaddr_in to = own_listener();
    time_t now = time(NULL);
    const char *preload = getenv("LD_PRELOAD");

    printf("preload :%s:\n", preload ? preload : "");
    say_family(flagged_client("flag", &to));
    say_allocator();
    say_fsync();
    printf("year %d\n", localtime(&now)->tm_year + YEAR_ZERO);
    if (argc == 2)
        say_device(argv[1]);
    if (argc == 3)
        say_proxied(argv[1], argv[2]);
    return 0;
}
