/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "print_c.h"

#include "run.h"

#include <netinet/in.h>
#include <sys/socket.h>

/* What every such program begins with. */
static const char preamble[] =
    "#define _GNU_SOURCE\n"
    "#include <arpa/inet.h>\n"
    "#include <errno.h>\n"
    "#include <fcntl.h>\n"
    "#include <netinet/in.h>\n"
    "#include <netinet/tcp.h>\n"
    "#include <poll.h>\n"
    "#include <signal.h>\n"
    "#include <stdio.h>\n"
    "#include <stdlib.h>\n"
    "#include <string.h>\n"
    "#include <sys/mman.h>\n"
    "#include <sys/socket.h>\n"
    "#include <sys/syscall.h>\n"
    "#include <sys/time.h>\n"
    "#include <sys/wait.h>\n"
    "#include <unistd.h>\n"
    "#ifndef IPPROTO_MPTCP\n"
    "#define IPPROTO_MPTCP 262\n"
    "#endif\n"
    "\n"
    "static union {\n"
    "    struct sockaddr any;\n"
    "    struct sockaddr_in in;\n"
    "    struct sockaddr_in6 in6;\n"
    "    struct sockaddr_storage storage;\n"
    "} variable;\n"
    "static socklen_t length;\n"
    "\n"
    "static int port_of(int fd)\n"
    "{\n"
    "    struct sockaddr_in6 a = {.sin6_family = AF_UNSPEC};\n"
    "    socklen_t n = sizeof a;\n"
    "    if (getsockname(fd, (struct sockaddr *)&a, &n) ||\n"
    "        (a.sin6_family != AF_INET && a.sin6_family != AF_INET6))\n"
    "        return 0;\n"
    "    return ntohs(a.sin6_port);\n"
    "}\n"
    "\n"
    "/* Puts an address at `variable`; `slot` names the socket of an AF_UNIX one. */\n"
    "static void address(int family, const char *host, int port, int slot)\n"
    "{\n"
    "    memset(&variable, 0, sizeof variable);\n"
    "    length = sizeof variable;\n"
    "    if (family == AF_UNIX && slot >= 0 &&\n"
    "        !getsockname(slot, &variable.any, &length) &&\n"
    "        variable.any.sa_family == AF_UNIX)\n"
    "        return;\n"
    "    memset(&variable, 0, sizeof variable);\n"
    "    length = 2;\n"
    "    if (family == AF_UNIX && slot < 0 && port) {\n"
    "        variable.any.sa_data[1] = (char)('a' + port - 20000);\n"
    "        length = 4;\n"
    "    }\n"
    "    variable.any.sa_family = (sa_family_t)family;\n"
    "    if (family == AF_UNIX)\n"
    "        return;\n"
    "    variable.in.sin_port = htons((in_port_t)port);\n"
    "    length = family == AF_INET6 ? sizeof variable.in6 : sizeof variable.in;\n"
    "    if (family == AF_INET6)\n"
    "        inet_pton(AF_INET6, host, &variable.in6.sin6_addr);\n"
    "    else\n"
    "        inet_pton(AF_INET, host, &variable.in.sin_addr);\n"
    "}\n"
    "\n"
    "/* So that nothing waits long. */\n"
    "static int made(int fd)\n"
    "{\n"
    "    struct timeval limit = {.tv_usec = 20000};\n"
    "    int error = errno;\n"
    "    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);\n"
    "    errno = error;\n"
    "    return fd;\n"
    "}\n"
    "\n"
    "static int listening(int fd, int result)\n"
    "{\n"
    "    if (!result)\n"
    "        fcntl(fd, F_SETFL, O_NONBLOCK);\n"
    "    return result;\n"
    "}\n"
    "\n"
    "static int fds[6] = {-1, -1, -1, -1, -1, -1};\n"
    "static char data[] = \"data\";\n"
    "\n"
    "static int flag(int fd, int option)\n"
    "{\n"
    "    int value = -1;\n"
    "    socklen_t n = sizeof value;\n"
    "    return getsockopt(fd, SOL_SOCKET, option, &value, &n) ? -1 : value;\n"
    "}\n"
    "\n"
    "/* The address of the socket; a port that the kernel chose as \"chosen\". */\n"
    "static void show_name(int fd)\n"
    "{\n"
    "    char host[64] = \"\", port[16] = \"chosen\";\n"
    "\n"
    "    length = sizeof variable;\n"
    "    if (getsockname(fd, &variable.any, &length))\n"
    "        return;\n"
    "    if (variable.any.sa_family == AF_INET6)\n"
    "        inet_ntop(AF_INET6, &variable.in6.sin6_addr, host, sizeof host);\n"
    "    if (variable.any.sa_family == AF_INET)\n"
    "        inet_ntop(AF_INET, &variable.in.sin_addr, host, sizeof host);\n"
    "    if (port_of(fd) < 32768)\n"
    "        snprintf(port, sizeof port, \"%d\", port_of(fd));\n"
    "    fprintf(stderr, \"%s:%s, length %d\", host, port, (int)length);\n"
    "}\n"
    "\n"
    "/* The line of the call, its result, and of each socket SO_REUSEADDR,\n"
    " * SO_REUSEPORT, the events of poll, and its address. */\n"
    "static void show(int line, long result)\n"
    "{\n"
    "    fprintf(stderr, \"%d: %ld, errno %d\", line, result, errno);\n"
    "    for (int i = 0; i < 6; i++) {\n"
    "        struct pollfd p = {.fd = fds[i], .events = POLLIN | POLLOUT | POLLPRI};\n"
    "        if (flag(fds[i], SO_TYPE) < 0)\n"
    "            continue;\n"
    "        poll(&p, 1, 0);\n"
    "        fprintf(stderr, \"; fds[%d] %d %d %#x \", i, flag(fds[i], SO_REUSEADDR),\n"
    "                flag(fds[i], SO_REUSEPORT), (unsigned)p.revents);\n"
    "        show_name(fds[i]);\n"
    "    }\n"
    "    fputs(\"\\n\", stderr);\n"
    "}\n"
    "\n"
    "int main(void)\n"
    "{\n"
    "    long page = sysconf(_SC_PAGESIZE);\n"
    "    char *elsewhere = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,\n"
    "                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
    "    char *unmapped = elsewhere + page, *heap = malloc(sizeof variable);\n"
    "    struct sockaddr_storage stack;\n"
    "    char name[128];\n"
    "    void *at = &stack;\n"
    "    int value[32] = {0};\n"
    "    (void)data, (void)name, (void)at, (void)value, (void)heap, (void)address, "
    "(void)made, "
    "(void)listening;\n"
    "    mprotect(unmapped, page, PROT_NONE);\n"
    "    signal(SIGPIPE, SIG_IGN);\n"
    "    close(0);\n"
    "    close(1);\n"
    "\n";

/* Where the text goes to, and how deep in children it is. */
struct printer {
    FILE *out;
    const struct sequence *sequence;
    int depth;
};

static void line(const struct printer *printer, const char *text)
{
    fprintf(printer->out, "%*s%s\n", 4 + 4 * printer->depth, "", text);
}

static const char *family_name(int family)
{
    switch (family) {
    case AF_INET:
        return "AF_INET";
    case AF_INET6:
        return "AF_INET6";
    case AF_UNIX:
        return "AF_UNIX";
    default:
        return "AF_UNSPEC";
    }
}

static void print_place(const struct printer *printer, const struct step *step,
                        const char *from)
{
    static const char *const places[] = {"&stack", "heap",      "elsewhere",
                                         "NULL",   "(char *)1", "unmapped"};
    char text[128];

    snprintf(text, sizeof text, "at = %s;", places[step->place]);
    line(printer, text);
    if (step->place > ELSEWHERE)
        return;
    snprintf(text, sizeof text, "memcpy(at, %s, sizeof stack);", from);
    line(printer, text);
}

static void print_address(const struct printer *printer, const struct step *step)
{
    static const char *const hosts[] = {"0.0.0.0", "127.0.0.1", "127.0.0.2",
                                        "192.0.2.1"};
    static const char *const hosts6[] = {"::", "::1", "::ffff:127.0.0.1",
                                         "2001:db8::1"};
    const char *host = (step->family == AF_INET6 ? hosts6 : hosts)[step->host];
    char port[32], slot[32] = "-1", text[160];

    snprintf(port, sizeof port, "%u", sequence_port(step->port));
    if (step->port == PORT_OF_SLOT) {
        snprintf(port, sizeof port, "port_of(fds[%d])", step->other);
        snprintf(slot, sizeof slot, "fds[%d]", step->other);
    }
    snprintf(text, sizeof text, "address(%s, \"%s\", %s, %s);",
             family_name(step->family), host, port, slot);
    line(printer, text);
    print_place(printer, step, "&variable");
    if (step->length == LENGTH_WHOLE)
        return;
    snprintf(text, sizeof text, "length = %d;", step->length);
    line(printer, text);
}

static void print_socket(const struct step *step, char *call, size_t size)
{
    const struct socket_kind *kind = &socket_kinds[step->kind];

    snprintf(call, size, "fds[%d] = made(socket(%s, %s%s, %s))", step->other,
             kind->family.name, kind->type.name,
             step->blocking ? "" : " | SOCK_NONBLOCK", kind->protocol.name);
}

static void print_option(const struct printer *printer, const struct step *step,
                         char *call, size_t size)
{
    const struct socket_option *option = &socket_options[step->option];
    char text[128];

    snprintf(text, sizeof text, "value[0] = %d;", step->value);
    line(printer, text);
    print_place(printer, step, "value");
    if (step->call == CALL_GETSOCKOPT) {
        snprintf(text, sizeof text, "length = %d;", step->length);
        line(printer, text);
        snprintf(call, size, "getsockopt(fds[%d], %s, %s, at, &length)", step->slot,
                 option->level.name, option->option.name);
    } else {
        snprintf(call, size, "%sfds[%d], %s, %s, at, %d)",
                 step->call == CALL_SETSOCKOPT ? "setsockopt("
                                               : "syscall(SYS_setsockopt, ",
                 step->slot, option->level.name, option->option.name, step->length);
    }
}

static void print_send(const struct printer *printer, const struct step *step,
                       char *call, size_t size)
{
    char text[160];

    if (step->call == CALL_SENDTO) {
        snprintf(call, size, "sendto(fds[%d], data, %d, %#x, at, length)", step->slot,
                 step->count, (unsigned)step->value);
        return;
    }
    snprintf(text, sizeof text, "struct iovec bytes = {data, %d};", step->count);
    line(printer, text);
    line(printer, "struct msghdr message = {at, length, &bytes, 1, NULL, 0, 0};");
    line(printer, "struct mmsghdr messages[2] = {{message, 0}, {message, 0}};");
    line(printer, "(void)messages;");
    if (step->call == CALL_SENDMSG)
        snprintf(call, size, "sendmsg(fds[%d], &message, %#x)", step->slot,
                 (unsigned)step->value);
    else
        snprintf(call, size, "sendmmsg(fds[%d], messages, %d, %#x)", step->slot,
                 step->count % 3, (unsigned)step->value);
}

static void format_plain(const struct step *step, char *call, size_t size)
{
    switch (step->call) {
    case CALL_BIND:
    case CALL_CONNECT:
        snprintf(call, size, "%s(fds[%d], at, length)", call_names[step->call],
                 step->slot);
        break;
    case CALL_LISTEN:
        snprintf(call, size, "listening(fds[%d], listen(fds[%d], %d))", step->slot,
                 step->slot, step->count);
        break;
    case CALL_RECV:
        snprintf(call, size, "recv(fds[%d], name, 8, MSG_DONTWAIT)", step->slot);
        break;
    case CALL_DUP2:
        snprintf(call, size, "dup2(fds[%d], fds[%d])", step->slot, step->other);
        break;
    case CALL_SHUTDOWN:
        snprintf(call, size, "shutdown(fds[%d], %d)", step->slot, step->value);
        break;
    default:
        snprintf(call, size, "%s(fds[%d])", call_names[step->call], step->slot);
    }
}

/* accept and dup put what they return into a slot, if it is a descriptor. */
static void print_new_descriptor(const struct printer *printer, const struct step *step)
{
    char text[64];

    if (step->call != CALL_ACCEPT && step->call != CALL_DUP)
        return;
    line(printer, "if (result >= 0)");
    snprintf(text, sizeof text, "    fds[%d] = (int)result;", step->other);
    line(printer, text);
}

static void print_step(struct printer *printer, const struct step *step)
{
    char call[200], text[220];

    line(printer, "{");
    printer->depth++;
    switch (step->call) {
    case CALL_SOCKET:
        print_socket(step, call, sizeof call);
        break;
    case CALL_SETSOCKOPT:
    case CALL_RAW_SETSOCKOPT:
    case CALL_GETSOCKOPT:
        print_option(printer, step, call, sizeof call);
        break;
    case CALL_SENDTO:
    case CALL_SENDMSG:
    case CALL_SENDMMSG:
        print_address(printer, step);
        print_send(printer, step, call, sizeof call);
        break;
    case CALL_ACCEPT:
        snprintf(call, sizeof call, "accept(fds[%d], NULL, NULL)", step->slot);
        break;
    default:
        if (step->call == CALL_BIND || step->call == CALL_CONNECT)
            print_address(printer, step);
        format_plain(step, call, sizeof call);
    }
    line(printer, "errno = 18;");
    snprintf(text, sizeof text, "long result = %s;", call);
    line(printer, text);
    print_new_descriptor(printer, step);
    line(printer, "show(__LINE__, result);");
    printer->depth--;
    line(printer, "}");
}

static void print_steps(struct printer *printer, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        unsigned end = sequence_child_end(printer->sequence, i);
        if (printer->sequence->steps[i].call != CALL_FORK) {
            print_step(printer, &printer->sequence->steps[i]);
            continue;
        }
        end = end < to ? end : to;
        line(printer, "if (!fork()) {");
        printer->depth++;
        print_steps(printer, i + 1, end);
        line(printer, "_exit(0);");
        printer->depth--;
        line(printer, "}");
        line(printer, "wait(NULL);");
        line(printer, "show(__LINE__, 0);");
        i = end - 1;
    }
}

void print_c(FILE *out, const struct sequence *sequence, const char *what)
{
    struct printer printer = {.out = out, .sequence = sequence};

    fprintf(
        out,
        "/*\n * %s\n"
        " * Each in a network namespace of its own (unshare -rn, ip link set lo up):\n"
        " *     ./a.out\n"
        " *     NOREUSEADDR_OPTIONS=%s LD_PRELOAD=libnoreuseaddr.so ./a.out\n"
        " */\n%s",
        what, settings_texts[sequence->settings], preamble);
    print_steps(&printer, 0, sequence->length);
    fputs("    return 0;\n}\n", out);
}
