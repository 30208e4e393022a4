/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "kernel.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

struct kernel *kernel;
unsigned process;
int first_descriptor = 3;
bool give_again;
const struct sockaddr *bad_address;
struct calls calls;

static int failed(int error)
{
    errno = error;
    return -1;
}

static int result_of(int error)
{
    return error ? failed(error) : 0;
}

static uint8_t *descriptor(int fd)
{
    int at = fd - first_descriptor;

    return at < 0 || at >= DESCRIPTORS ? NULL : &kernel->descriptors[process][at];
}

struct endpoint *kernel_endpoint(int fd)
{
    const uint8_t *place = descriptor(fd);

    return place && *place ? &kernel->sockets[*place - 1] : NULL;
}

/* The lowest number that is free, as POSIX has it. */
static int new_descriptor(unsigned place)
{
    for (int i = 0; i < DESCRIPTORS; i++) {
        if (kernel->descriptors[process][i])
            continue;
        kernel->descriptors[process][i] = (uint8_t)(place + 1);
        return first_descriptor + i;
    }
    return failed(EMFILE);
}

static int new_socket(struct endpoint endpoint)
{
    for (unsigned i = 0; i < SOCKETS; i++) {
        if (kernel->sockets[i].type != FREE)
            continue;
        int fd = new_descriptor(i);
        if (fd >= 0)
            kernel->sockets[i] = endpoint;
        return fd;
    }
    return failed(ENFILE);
}

int kernel_socket(int type)
{
    return new_socket((struct endpoint){.type = (uint8_t)type});
}

int kernel_accept(int fd)
{
    const struct endpoint *listener = kernel_endpoint(fd);

    if (!listener)
        return failed(EBADF);
    if (listener->state != LISTENS)
        return failed(EINVAL);
    return new_socket((struct endpoint){.type = STREAM,
                                        .state = CONNECTED,
                                        .flags = listener->flags,
                                        .port = listener->port,
                                        .named = listener->port,
                                        .peer = PEER_ACCEPTS_TOO,
                                        .locked = listener->locked});
}

int kernel_dup(int fd)
{
    const uint8_t *place = descriptor(fd);

    return place && *place ? new_descriptor(*place - 1u) : failed(EBADF);
}

static bool has_descriptor(unsigned place)
{
    for (unsigned p = 0; p < PROCESSES; p++)
        for (unsigned i = 0; i < DESCRIPTORS; i++)
            if (kernel->descriptors[p][i] == place + 1)
                return true;
    return false;
}

int kernel_close(int fd)
{
    uint8_t *place = descriptor(fd);
    struct endpoint *endpoint = kernel_endpoint(fd);

    if (!endpoint)
        return failed(EBADF);
    *place = 0;
    if (!has_descriptor((unsigned)(endpoint - kernel->sockets)))
        system_released(endpoint);
    return 0;
}

void kernel_fork(void)
{
    memcpy(kernel->descriptors[1], kernel->descriptors[0],
           sizeof kernel->descriptors[0]);
}

bool kernel_is_held(const struct endpoint *endpoint, unsigned port)
{
    for (unsigned i = 0; i < SOCKETS; i++)
        if (&kernel->sockets[i] != endpoint &&
            kernel->sockets[i].type == endpoint->type &&
            kernel->sockets[i].port == port)
            return true;
    return false;
}

unsigned kernel_choose(const struct endpoint *endpoint)
{
    calls.chosen_flags |= endpoint->flags;
    unsigned port = PORT_FIRST;
    if (!give_again && kernel->last)
        port = kernel->last + 1u;
    while (port < PORT_OWN_CHOICE && kernel_is_held(endpoint, port))
        port++;
    if (port == PORT_OWN_CHOICE)
        return 0;
    kernel->last = (uint8_t)port;
    return port;
}

bool kernel_is_connected(const struct endpoint *endpoint, unsigned port, unsigned peer)
{
    for (unsigned i = 0; i < SOCKETS; i++) {
        const struct endpoint *other = &kernel->sockets[i];
        if (other != endpoint && other->type == endpoint->type && other->port == port &&
            other->peer == peer)
            return true;
    }
    return false;
}

/* Does this call of the library's own fail?  FLAG is what may be lost thereby. */
static bool fails(unsigned flag)
{
    calls.by_library++;
    if (!calls.fail_from || calls.by_library < calls.fail_from ||
        (calls.by_library > calls.fail_from && !calls.all_fail))
        return false;
    calls.may_lack |= flag;
    errno = calls.error;
    return true;
}

static unsigned flag_of(int option)
{
    return option == SO_REUSEADDR ? REUSEADDR : option == SO_REUSEPORT ? REUSEPORT : 0;
}

/* What was cleared for a choice is set again with the value 1; the library's question
 * whether memory can be read has other values. */
static int librarys_setsockopt(struct endpoint *endpoint, unsigned flag, int value)
{
    if (fails(value == 1 ? flag : 0))
        return -1;
    calls.set_again += value == 1;
    endpoint->flags =
        (uint8_t)(value ? endpoint->flags | flag : endpoint->flags & ~flag);
    return 0;
}

int kernel_setsockopt(int fd, int level, int option, const void *value,
                      socklen_t length)
{
    struct endpoint *endpoint = kernel_endpoint(fd);
    unsigned flag = flag_of(option);
    int on;

    if (!endpoint)
        return !calls.setting && fails(0) ? -1 : failed(EBADF);
    if (value == (const void *)bad_address)
        return !calls.setting && fails(0) ? -1 : failed(EFAULT);
    if (level != SOL_SOCKET || !flag || length < sizeof on)
        return failed(EINVAL);
    memcpy(&on, value, sizeof on);
    if (!calls.setting)
        return librarys_setsockopt(endpoint, flag, on);
    calls.own++;
    endpoint->flags = (uint8_t)(on ? endpoint->flags | flag : endpoint->flags & ~flag);
    return 0;
}

int kernel_getsockopt(int fd, int level, int option, void *value, socklen_t *length)
{
    const struct endpoint *endpoint = kernel_endpoint(fd);
    unsigned flag = flag_of(option);
    int answer;

    /* Where the flag is not told, it is taken off a client unasked. */
    if (fails(calls.connecting ? flag : 0))
        return -1;
    if (!endpoint)
        return failed(EBADF);
    if (level != SOL_SOCKET || *length < sizeof answer)
        return failed(EINVAL);
    if (flag)
        answer = endpoint->flags & flag ? system_flag_value(option) : 0;
    else if (option == SO_TYPE)
        answer = endpoint->type == STREAM ? SOCK_STREAM : SOCK_DGRAM;
    else if (option == SO_ACCEPTCONN)
        answer = endpoint->state == LISTENS;
    else
        return failed(ENOPROTOOPT);
    memcpy(value, &answer, sizeof answer);
    return 0;
}

static int tell(struct sockaddr *name, socklen_t *length, unsigned port)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port)};

    memcpy(name, &in, *length < sizeof in ? *length : sizeof in);
    *length = sizeof in;
    return 0;
}

int kernel_getsockname(int fd, struct sockaddr *name, socklen_t *length)
{
    const struct endpoint *endpoint = kernel_endpoint(fd);

    if (fails(0))
        return -1;
    if (!endpoint)
        return failed(EBADF);
    return endpoint->state == DEAD ? failed(EINVAL)
                                   : tell(name, length, endpoint->named);
}

int kernel_getpeername(int fd, struct sockaddr *name, socklen_t *length)
{
    const struct endpoint *endpoint = kernel_endpoint(fd);

    if (fails(0))
        return -1;
    if (!endpoint)
        return failed(EBADF);
    return endpoint->state == CONNECTED ? tell(name, length, endpoint->peer)
                                        : failed(ENOTCONN);
}

/* Reads an address; returns false where it can't be read. */
static bool read_address(const struct sockaddr *address, socklen_t length,
                         struct read_address *read)
{
    struct sockaddr_in in = {0};

    if (address == bad_address)
        return false;
    memcpy(&in, address, length < sizeof in ? length : sizeof in);
    *read = (struct read_address){
        .family = in.sin_family,
        .port = ntohs(in.sin_port),
        .is_short = length < sizeof in,
        .foreign = in.sin_addr.s_addr && ntohl(in.sin_addr.s_addr) != INADDR_LOOPBACK,
    };
    return true;
}

int kernel_bind(int fd, const struct sockaddr *local, socklen_t length)
{
    struct endpoint *endpoint = kernel_endpoint(fd);
    struct read_address address;

    calls.own++;
    if (!endpoint)
        return failed(EBADF);
    if (!read_address(local, length, &address))
        return failed(EFAULT);
    return result_of(system_bind(endpoint, &address));
}

int kernel_connect(int fd, const struct sockaddr *to, socklen_t length)
{
    struct endpoint *endpoint = kernel_endpoint(fd);
    struct read_address address;

    calls.own++;
    if (!endpoint)
        return failed(EBADF);
    if (!read_address(to, length, &address))
        return failed(EFAULT);
    return result_of(system_connect(endpoint, &address));
}

ssize_t kernel_sendto(int fd, const void *data, size_t size, int flags,
                      const struct sockaddr *to, socklen_t length)
{
    struct endpoint *endpoint = kernel_endpoint(fd);
    struct read_address address;

    (void)data;
    calls.own++;
    if (!endpoint)
        return failed(EBADF);
    if (to && !read_address(to, length, &address))
        return failed(EFAULT);
    int error = system_send(endpoint, flags, to ? &address : NULL);
    return error ? failed(error) : (ssize_t)size;
}

ssize_t kernel_sendmsg(int fd, const struct msghdr *message, int flags)
{
    return kernel_sendto(fd, message->msg_iov[0].iov_base, message->msg_iov[0].iov_len,
                         flags, message->msg_name, message->msg_namelen);
}

int kernel_listen(int fd)
{
    struct endpoint *endpoint = kernel_endpoint(fd);

    return endpoint ? result_of(system_listen(endpoint)) : failed(EBADF);
}

void kernel_answer(int fd, bool accepts)
{
    struct endpoint *endpoint = kernel_endpoint(fd);

    if (!accepts)
        system_refuse(endpoint);
    else
        endpoint->state = CONNECTED;
}
