/* SPDX-License-Identifier: ISC */
/*
 * A client for audit.t, which looks for its functions in the report.  The words say
 * what it does with SO_REUSEADDR set; "exec" hands the flagged socket on to the program
 * itself, "often" sets it again and again, "early" writes a line when its flags are
 * set, and reads one before it goes on.  With RAW the calls are made without libc's
 * functions for them.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef RAW
#define setsockopt(...) syscall(SYS_setsockopt, __VA_ARGS__)
#define connect(...) syscall(SYS_connect, __VA_ARGS__)
#endif

enum { HANDED = 9 };

static struct sockaddr_in server = {.sin_family = AF_INET};
static socklen_t length = sizeof server;

/* Each is a frame of its own, and its call no jump. */
#define FRAME __attribute__((noinline, noclone))
#define END __asm__ volatile("")

FRAME static void set_the_flag(int fd)
{
    int on = 1;

    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on))
        exit(2);
    END;
}

FRAME static void use_the_flag(int fd)
{
    if (connect(fd, (struct sockaddr *)&server, length))
        exit(3);
    END;
}

FRAME static void send_with_the_flag(int fd)
{
    if (sendto(fd, "x", 1, 0, (struct sockaddr *)&server, length) != 1)
        exit(4);
    END;
}

/* A listener, and a datagram socket on the same port. */
static void serve(void)
{
    int stream = socket(AF_INET, SOCK_STREAM, 0),
        datagram = socket(AF_INET, SOCK_DGRAM, 0);

    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(stream, (struct sockaddr *)&server, length) || listen(stream, 16) ||
        getsockname(stream, (struct sockaddr *)&server, &length) ||
        bind(datagram, (struct sockaddr *)&server, length))
        exit(5);
}

static int flagged(int type)
{
    int fd = socket(AF_INET, type, 0);

    set_the_flag(fd);
    return fd;
}

/* The last one of them is no client: its port is the program's choice. */
static void early(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    int stream = flagged(SOCK_STREAM), datagram = flagged(SOCK_DGRAM);
    int other = flagged(SOCK_DGRAM), own = flagged(SOCK_DGRAM);
    char line[2];

    if (bind(other, (struct sockaddr *)&any, length) ||
        getsockname(other, (struct sockaddr *)&any, &length) ||
        bind(own, (struct sockaddr *)&any, length) || write(1, "\n", 1) != 1 ||
        read(0, line, sizeof line) < 1)
        exit(6);
    use_the_flag(stream);
    send_with_the_flag(datagram);
    send_with_the_flag(other);
    send_with_the_flag(own);
}

/* From one place, beside what is another number each time. */
static void often(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    for (volatile unsigned long i = 0, other; i < 20000; i++) {
        other = (i + 1) * 0x9e3779b97f4a7c15ul;
        (void)other;
        set_the_flag(fd);
    }
}

static void act(const char *word, char *self)
{
    int type = !strcmp(word, "send") ? SOCK_DGRAM : SOCK_STREAM;
    int fd = socket(AF_INET, type, 0);
    struct sockaddr_in any = {.sin_family = AF_INET};

    if (!strcmp(word, "handed")) {
        use_the_flag(HANDED);
        return;
    }
    if (!strcmp(word, "early")) {
        early();
        return;
    }
    if (!strcmp(word, "often")) {
        often();
        return;
    }
    if (strcmp(word, "plain") != 0)
        set_the_flag(fd);
    if (!strcmp(word, "send"))
        send_with_the_flag(fd);
    else if (!strcmp(word, "listen"))
        exit(bind(fd, (struct sockaddr *)&any, length) || listen(fd, 1));
    else if (!strcmp(word, "exec"))
        exit(dup2(fd, HANDED) != HANDED ||
             execl(self, "second", "handed", (char *)NULL));
    else
        use_the_flag(fd);
}

int main(int argc, char **argv)
{
    serve();
    for (int i = 1; i < argc; i++)
        act(argv[i], argv[0]);
    return 0;
}
