/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "history.h"

/* What every such program begins with. */
static const char preamble[] =
    "#include <errno.h>\n"
    "#include <netinet/in.h>\n"
    "#include <stdio.h>\n"
    "#include <string.h>\n"
    "#include <sys/socket.h>\n"
    "#include <unistd.h>\n"
    "\n"
    "enum { OWN = 20000, ACCEPTS = 20001, REFUSES, SILENT, INTERRUPTED };\n"
    "static struct sockaddr_in in;\n"
    "static const int on = 1, off = 0;\n"
    "static int turns[2][2], turn_of, me;\n"
    "\n"
    "static struct sockaddr *at(int family, unsigned host, int port)\n"
    "{\n"
    "    in = (struct sockaddr_in){.sin_family = (sa_family_t)family,\n"
    "                              .sin_port = htons((in_port_t)port)};\n"
    "    in.sin_addr.s_addr = htonl(host);\n"
    "    return (struct sockaddr *)&in;\n"
    "}\n"
    "\n"
    "static int port_of(int fd)\n"
    "{\n"
    "    struct sockaddr_in name = {0};\n"
    "    socklen_t length = sizeof name;\n"
    "    return getsockname(fd, (struct sockaddr *)&name, &length)\n"
    "               ? 0 : ntohs(name.sin_port);\n"
    "}\n"
    "\n"
    "static void show(int line, int fd, long result)\n"
    "{\n"
    "    int error = errno, address = -1, port = -1;\n"
    "    socklen_t length = sizeof on;\n"
    "    getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &address, &length);\n"
    "    getsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &port, &length);\n"
    "    printf(\"%d: %ld %s; descriptor %d: port %d, flags %d %d\\n\", line, result,\n"
    "           result < 0 ? strerror(error) : \"\", fd, port_of(fd), address, port);\n"
    "    fflush(stdout);\n"
    "}\n"
    "\n"
    "/* Is it this process's turn?  The child's is 1. */\n"
    "static int turn(int who)\n"
    "{\n"
    "    char byte = 0;\n"
    "    if (turn_of != who && turn_of == me)\n"
    "        (void)!write(turns[who][1], &byte, 1);\n"
    "    else if (turn_of != who)\n"
    "        (void)!read(turns[me][0], &byte, 1);\n"
    "    turn_of = who;\n"
    "    return me == who;\n"
    "}\n"
    "\n"
    "int main(void)\n"
    "{\n"
    "    int byte_at = pipe(turns[0]) + pipe(turns[1]);\n"
    "    char byte[1] = {(char)byte_at};\n"
    "    /* These are out of the way of the numbers below. */\n"
    "    for (int i = 0; i < 4; i++) {\n"
    "        int *fd = &turns[i / 2][i % 2], high = dup2(*fd, 100 + i);\n"
    "        close(*fd);\n"
    "        *fd = high;\n"
    "    }\n";

static void print_address(FILE *file, const struct op *op)
{
    switch (op->what & ~FASTOPEN) {
    case TO_ACCEPTS:
    case TO_SHORT:
        fputs("at(AF_INET, INADDR_LOOPBACK, ACCEPTS)", file);
        break;
    case TO_REFUSES:
        fputs("at(AF_INET, INADDR_LOOPBACK, REFUSES)", file);
        break;
    case TO_SILENT:
        fputs("at(AF_INET, INADDR_LOOPBACK, SILENT)", file);
        break;
    case TO_INTERRUPTED:
        fputs("at(AF_INET, INADDR_LOOPBACK, INTERRUPTED)", file);
        break;
    case TO_UNREACHABLE:
        fputs("at(AF_INET, 0xcb007101, ACCEPTS)", file);
        break;
    case TO_UNSPEC:
    case AT_ANY_UNSPEC:
        fputs("at(AF_UNSPEC, 0, 0)", file);
        break;
    case TO_NONE:
        fputs("NULL", file);
        break;
    case TO_BAD:
    case AT_BAD:
        fputs("(struct sockaddr *)1", file);
        break;
    case AT_OWN:
        fputs("at(AF_INET, INADDR_LOOPBACK, OWN)", file);
        break;
    case AT_PORT_OF:
        fprintf(file, "at(AF_INET, INADDR_LOOPBACK, port_of(%d))",
                first_descriptor + op->other);
        break;
    case AT_FOREIGN_ANY:
        fputs("at(AF_INET, 0xcb007101, 0)", file);
        break;
    case AT_FOREIGN_OWN:
        fputs("at(AF_INET, 0xcb007101, OWN)", file);
        break;
    default:
        fputs("at(AF_INET, INADDR_LOOPBACK, 0)", file);
    }
}

static const char *length_of(const struct op *op)
{
    unsigned what = op->what & ~(unsigned)FASTOPEN;

    return what == TO_SHORT || what == AT_SHORT ? "4"
           : what == TO_NONE                    ? "0"
                                                : "sizeof in";
}

static void print_flags(FILE *file, int fd, unsigned flags, const char *value)
{
    static const char *const names[] = {"SO_REUSEADDR", "SO_REUSEPORT"};

    for (unsigned i = 0; i < 2; i++)
        if (flags & 1u << i)
            fprintf(file,
                    "        show(__LINE__, %d, setsockopt(%d, SOL_SOCKET, %s, "
                    "&%s, sizeof on));\n",
                    fd, fd, names[i], value);
}

static void print_addressed(FILE *file, const struct op *op, int fd)
{
    const char *name = op->call == BIND ? "bind" : "connect";

    if (op->call == SEND)
        fprintf(file, "sendto(%d, byte, 1, MSG_DONTWAIT | MSG_NOSIGNAL%s, ", fd,
                op->what & FASTOPEN ? " | MSG_FASTOPEN" : "");
    else
        fprintf(file, "%s(%d, ", name, fd);
    print_address(file, op);
    fprintf(file, ", %s));\n", length_of(op));
}

/* In the process whose turn it is. */
static void print_call(FILE *file, const struct op *op)
{
    static const char *const plain[] = {
        [LISTEN] = "listen(%d, 1));\n",
        [ACCEPT] = "accept(%d, NULL, NULL)); /* a client connects before */\n",
        [DUP] = "dup(%d));\n",
        [CLOSE] = "close(%d));\n",
    };
    int fd = first_descriptor + op->at;

    if (op->call == SET || op->call == CLEAR) {
        print_flags(file, fd, op->what, op->call == SET ? "on" : "off");
        return;
    }
    fprintf(file, "        show(__LINE__, %d, ", fd);
    if (op->call == BIND || op->call == CONNECT || op->call == SEND) {
        print_addressed(file, op, fd);
        return;
    }
    const char *text = plain[op->call];
    for (; *text; text++) {
        if (*text == '%')
            fprintf(file, "%d", fd), text++;
        else
            fputc(*text, file);
    }
}

/* SO_REUSEADDR or SO_REUSEPORT are set on the socket at once. */
static void print_open(FILE *file, const struct op *op, int fd)
{
    fprintf(file, "        show(__LINE__, %d, socket(AF_INET, SOCK_%s, 0));\n", fd,
            op->at == STREAM ? "STREAM" : "DGRAM");
    print_flags(file, fd, op->what, "on");
}

/* The numbers of descriptors are the lowest that are free. */
static int next_number(bool (*used)[DESCRIPTORS], const struct op *op)
{
    bool *here = used[op->process];
    int fd = 0;

    if (op->call == CLOSE)
        here[op->at] = false;
    if (op->call == FORK)
        for (int i = 0; i < DESCRIPTORS; i++)
            used[1][i] = used[0][i];
    if (op->call != OPEN && op->call != DUP && op->call != ACCEPT)
        return 0;
    while (here[fd])
        fd++;
    here[fd] = true;
    return first_descriptor + fd;
}

void history_print_c(FILE *file, const struct op *ops, unsigned length)
{
    bool used[PROCESSES][DESCRIPTORS] = {{false}};

    fputs(preamble, file);
    for (const struct op *op = ops; op < ops + length; op++) {
        int fd = next_number(used, op);
        if (op->call == ANSWER) {
            fprintf(file, "    /* the peer of %d %s */\n", first_descriptor + op->at,
                    op->what ? "accepts" : "refuses");
        } else if (op->call == FORK) {
            fputs("    me = fork() == 0;\n", file);
        } else {
            fprintf(file, "    if (turn(%d)) {\n", op->process);
            if (op->call == OPEN)
                print_open(file, op, fd);
            else
                print_call(file, op);
            fputs("    }\n", file);
        }
    }
    fputs("    return 0;\n}\n", file);
}
