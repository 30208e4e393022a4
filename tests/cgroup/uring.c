/* SPDX-License-Identifier: ISC */
/*
 * A client and a server whose every call on the socket is made by io_uring: flag,
 * connect, bind, listen.  rule.t compiles and runs it in a cgroup that has the rule.
 * Exit status 77 with a line on standard output: it can't be tried here.
 */
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* linux/io_uring.h, for liburing before 2.6 and 2.8 */
enum { URING_CMD = 46, URING_BIND = 56, URING_LISTEN = 57, CMD_SETSOCKOPT = 3 };

static struct io_uring ring;
static struct sockaddr_in local = {.sin_family = AF_INET};
static socklen_t length = sizeof local;

static void want(int good, const char *what)
{
    if (good)
        return;
    printf("%s: %s\n", what, strerror(errno));
    exit(1);
}

static void missing(const char *what)
{
    puts(what);
    exit(77);
}

static struct io_uring_sqe *begin(int operation, int fd, const void *address,
                                  unsigned long long offset)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

    io_uring_prep_rw(operation, sqe, fd, address, 0, offset);
    return sqe;
}

static int end(void)
{
    struct io_uring_cqe *cqe;

    want(io_uring_submit(&ring) == 1, "submit");
    want(!io_uring_wait_cqe(&ring, &cqe), "wait");
    int result = cqe->res;
    io_uring_cqe_seen(&ring, cqe);
    errno = -result;
    return result;
}

/* The flag is set by io_uring if the kernel can (Linux 6.7). */
static int flagged(void)
{
    static int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    unsigned long long option = SOL_SOCKET | (unsigned long long)SO_REUSEADDR << 32;
    struct io_uring_sqe *sqe = begin(URING_CMD, fd, NULL, CMD_SETSOCKOPT);

    memcpy(&sqe->addr, &option, sizeof option);
    sqe->splice_fd_in = sizeof on;
    sqe->addr3 = (unsigned long)&on;
    if (end() < 0)
        want(!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
    return fd;
}

static int connect_by_ring(int fd, const struct sockaddr_in *to)
{
    begin(IORING_OP_CONNECT, fd, to, sizeof *to);
    return end();
}

static void client_is_bare(const struct sockaddr_in *server)
{
    struct sockaddr_in own;
    socklen_t size = sizeof own;
    int fd = flagged(), other = flagged();

    want(!connect_by_ring(fd, server), "connect");
    want(!getsockname(fd, (struct sockaddr *)&own, &size), "getsockname");
    want(bind(other, (struct sockaddr *)&own, size) && errno == EADDRINUSE,
         "a second socket is not refused");
}

/* A port that was chosen for another socket, which a flagged one can join. */
static void server_is_flagged(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    socklen_t size = sizeof any;
    int first = flagged(), second = flagged(), third = flagged();

    want(!bind(first, (struct sockaddr *)&any, size) &&
             !getsockname(first, (struct sockaddr *)&any, &size),
         "bind to port 0");
    begin(URING_BIND, second, &any, sizeof any);
    if (end() == -EINVAL)
        missing("bind by io_uring: this kernel can't (Linux 6.11)");
    want(!errno, "bind by io_uring");
    want(!bind(third, (struct sockaddr *)&any, size), "a third socket");
    begin(URING_LISTEN, second, NULL, 0)->len = 4;
    want(!end(), "listen by io_uring");
}

int main(void)
{
    int server = socket(AF_INET, SOCK_STREAM, 0);

    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    want(!bind(server, (struct sockaddr *)&local, length) && !listen(server, 4) &&
             !getsockname(server, (struct sockaddr *)&local, &length),
         "server");
    if (io_uring_queue_init(4, &ring, 0))
        missing("io_uring is not permitted");
    client_is_bare(&local);
    server_is_flagged();
    puts("bare");
    return 0;
}
