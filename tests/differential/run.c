/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "run.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct runner {
    const struct sequence *sequence;
    struct trace *trace;
    int fds[SLOTS];
    void *heap, *elsewhere, *unmapped; /* room for an address each */
};

static void open_memory(struct runner *runner)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    runner->heap = malloc(sizeof(struct sockaddr_storage));
    if (map == MAP_FAILED || !runner->heap || mprotect(map + page, page, PROT_NONE))
        abort();
    runner->elsewhere = map;
    runner->unmapped = map + page;
}

/* SIZE bytes at VALUE, which is on the stack, put where STEP wants them. */
static void *placed(const struct runner *runner, const struct step *step, void *value,
                    size_t size)
{
    switch (step->place) {
    case IN_HEAP:
        return memcpy(runner->heap, value, size);
    case ELSEWHERE:
        return memcpy(runner->elsewhere, value, size);
    case AT_NULL:
        return NULL;
    case AT_ONE:
        return (char *)1;
    case AT_UNMAPPED:
        return runner->unmapped;
    default:
        return value;
    }
}

/* The address as which the socket in STEP's other slot is bound, zeros if it is not. */
static socklen_t address_of_slot(const struct runner *runner, const struct step *step,
                                 struct sockaddr_storage *address)
{
    socklen_t length = sizeof *address;

    memset(address, 0, sizeof *address);
    return getsockname(runner->fds[step->other], (struct sockaddr *)address, &length)
               ? 0
               : length;
}

static unsigned port_of_step(const struct runner *runner, const struct step *step)
{
    struct sockaddr_storage other;

    if (step->port != PORT_OF_SLOT)
        return sequence_port(step->port);
    address_of_slot(runner, step, &other);
    if (other.ss_family != AF_INET && other.ss_family != AF_INET6)
        return 0;
    return ntohs(((const struct sockaddr_in *)&other)->sin_port);
}

static socklen_t unix_address(const struct runner *runner, const struct step *step,
                              struct sockaddr_storage *address)
{
    struct sockaddr_un *un = (struct sockaddr_un *)address;
    socklen_t length;

    if (step->port == PORT_OF_SLOT) {
        length = address_of_slot(runner, step, address);
        if (address->ss_family == AF_UNIX)
            return length;
        memset(address, 0, sizeof *address);
    }
    address->ss_family = AF_UNIX;
    length = sizeof un->sun_family;
    if (step->port == PORT_ANY || step->port == PORT_OF_SLOT)
        return length;
    un->sun_path[1] = (char)('a' + step->port);
    return length + 2;
}

/* Stores at ADDRESS what STEP says; returns its length. */
static socklen_t address_of_step(const struct runner *runner, const struct step *step,
                                 struct sockaddr_storage *address)
{
    static const char *const hosts[] = {"0.0.0.0", "127.0.0.1", "127.0.0.2",
                                        "192.0.2.1"};
    static const char *const hosts6[] = {"::", "::1", "::ffff:127.0.0.1",
                                         "2001:db8::1"};
    struct sockaddr_in *in = (struct sockaddr_in *)address;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;

    memset(address, 0, sizeof *address);
    if (step->family == AF_UNIX)
        return unix_address(runner, step, address);
    address->ss_family = step->family;
    in->sin_port = htons((in_port_t)port_of_step(runner, step));
    if (step->family == AF_INET6) {
        inet_pton(AF_INET6, hosts6[step->host], &in6->sin6_addr);
        return sizeof *in6;
    }
    inet_pton(AF_INET, hosts[step->host], &in->sin_addr);
    return sizeof *in;
}

/* connect is not to wait long where nobody answers. */
static void hurry(int fd)
{
    struct timeval limit = {.tv_usec = 20000};
    int error = errno;

    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    errno = error;
}

static long do_socket(const struct step *step)
{
    const struct socket_kind *kind = &socket_kinds[step->kind];
    int fd = socket(kind->family.value,
                    kind->type.value | (step->blocking ? 0 : SOCK_NONBLOCK),
                    kind->protocol.value);

    hurry(fd);
    return fd;
}

/* Nor is accept, and MPTCP's has no limit (mptcp_stream_accept in net/mptcp/protocol.c
 * waits for the subflow, which SO_RCVTIMEO does not reach). */
static long do_listen(const struct step *step, int fd)
{
    int result = listen(fd, step->count);

    if (!result)
        fcntl(fd, F_SETFL, O_NONBLOCK);
    return result;
}

static long do_option(const struct runner *runner, const struct step *step,
                      struct seen_step *seen)
{
    const struct socket_option *option = &socket_options[step->option];
    int fd = runner->fds[step->slot], level = option->level.value;
    int name = option->option.value;
    int value[sizeof(struct sockaddr_storage) / sizeof(int)] = {step->value};
    void *at = placed(runner, step, value, sizeof value);
    socklen_t length = (socklen_t)step->length;

    if (step->call == CALL_SETSOCKOPT)
        return setsockopt(fd, level, name, at, length);
    if (step->call == CALL_RAW_SETSOCKOPT)
        return syscall(SYS_setsockopt, fd, level, name, at, length);
    long result = getsockopt(fd, level, name, at, &length);
    if (!result && length >= sizeof seen->value)
        memcpy(&seen->value, at, sizeof seen->value);
    seen->value_length = (int32_t)length;
    return result;
}

static long do_send(const struct step *step, int fd, void *at, socklen_t length)
{
    static char data[] = "data";
    struct iovec bytes = {data, step->count};
    struct msghdr message = {
        .msg_name = at, .msg_namelen = length, .msg_iov = &bytes, .msg_iovlen = 1};
    struct mmsghdr messages[] = {{.msg_hdr = message}, {.msg_hdr = message}};

    if (step->call == CALL_SENDTO)
        return sendto(fd, data, step->count, step->value, at, length);
    if (step->call == CALL_SENDMSG)
        return sendmsg(fd, &message, step->value);
    return sendmmsg(fd, messages, step->count % 3u, step->value);
}

static long do_addressed(const struct runner *runner, const struct step *step,
                         struct seen_step *seen)
{
    struct sockaddr_storage address;
    socklen_t length = address_of_step(runner, step, &address);
    void *at = placed(runner, step, &address, sizeof address);
    int fd = runner->fds[step->slot];

    seen->asked_port = ntohs(((struct sockaddr_in *)&address)->sin_port);
    if (step->length != LENGTH_WHOLE)
        length = (socklen_t)step->length;
    errno = ERROR_BEFORE;
    if (step->call == CALL_BIND)
        return bind(fd, at, length);
    if (step->call == CALL_CONNECT)
        return connect(fd, at, length);
    return do_send(step, fd, at, length);
}

/* accept and recvfrom, which tell an address. */
static long do_receive(const struct runner *runner, const struct step *step,
                       struct seen_step *seen)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int fd = runner->fds[step->slot];
    char data[8];
    long result;

    memset(&address, 0, sizeof address);
    if (step->call == CALL_ACCEPT)
        result = accept(fd, (struct sockaddr *)&address, &length);
    else
        result = recvfrom(fd, data, sizeof data, MSG_DONTWAIT,
                          (struct sockaddr *)&address, &length);
    if (result >= 0)
        trace_address(&seen->address, &address, length);
    return result;
}

static long make_call(const struct runner *runner, const struct step *step,
                      struct seen_step *seen)
{
    int fd = runner->fds[step->slot];

    switch (step->call) {
    case CALL_SOCKET:
        return do_socket(step);
    case CALL_SETSOCKOPT:
    case CALL_RAW_SETSOCKOPT:
    case CALL_GETSOCKOPT:
        return do_option(runner, step, seen);
    case CALL_LISTEN:
        return do_listen(step, fd);
    case CALL_ACCEPT:
    case CALL_RECV:
        return do_receive(runner, step, seen);
    case CALL_DUP:
        return dup(fd);
    case CALL_DUP2:
        return dup2(fd, runner->fds[step->other]);
    case CALL_CLOSE:
        return close(fd);
    case CALL_SHUTDOWN:
        return shutdown(fd, step->value);
    default:
        return do_addressed(runner, step, seen);
    }
}

static void make_step(struct runner *runner, unsigned i)
{
    const struct step *step = &runner->sequence->steps[i];
    struct seen_step *seen = &runner->trace->steps[i];

    trace_socket(&seen->before, runner->fds[step->slot]);
    errno = ERROR_BEFORE;
    seen->result = make_call(runner, step, seen);
    seen->error = errno;
    if (seen->result >= 0 && (step->call == CALL_SOCKET || step->call == CALL_ACCEPT ||
                              step->call == CALL_DUP))
        runner->fds[step->other] = (int)seen->result;
}

static void run_steps(struct runner *runner, unsigned from, unsigned to);

/* The step at I and the ones after it, up to END, in a child. */
static void run_child(struct runner *runner, unsigned i, unsigned end)
{
    int status;
    pid_t child = fork();

    if (!child) {
        run_steps(runner, i + 1, end);
        _exit(0);
    }
    runner->trace->steps[i].result =
        child > 0 && waitpid(child, &status, 0) == child ? status : -1;
    runner->trace->steps[i].error = ERROR_BEFORE;
}

static void run_steps(struct runner *runner, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        struct seen_step *seen = &runner->trace->steps[i];
        unsigned last = i;

        if (runner->sequence->steps[i].call == CALL_FORK) {
            unsigned end = sequence_child_end(runner->sequence, i);
            run_child(runner, i, end < to ? end : to);
            last = (end < to ? end : to) - 1;
        } else {
            make_step(runner, i);
        }
        for (unsigned slot = 0; slot < SLOTS; slot++)
            trace_socket(&seen->slots[slot], runner->fds[slot]);
        seen->made = 1;
        i = last;
    }
}

void run(const struct sequence *sequence, struct trace *trace)
{
    struct runner runner = {.sequence = sequence, .trace = trace};

    for (unsigned slot = 0; slot < SLOTS; slot++)
        runner.fds[slot] = -1;
    open_memory(&runner);
    signal(SIGPIPE, SIG_IGN);
    run_steps(&runner, 0, sequence->length);
}
