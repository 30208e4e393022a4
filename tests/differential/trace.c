/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "trace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>

/* An abstract name of five hexadecimal digits is the kernel's (unix_autobind in
 * net/unix/af_unix.c). */
static void trace_unix_name(struct seen_address *seen, const char *name, size_t length)
{
    char digits[6] = "";

    memcpy(seen->host, name, length < sizeof seen->host ? length : sizeof seen->host);
    if (length != 6 || name[0])
        return;
    memcpy(digits, name + 1, 5);
    if (strspn(digits, "0123456789abcdef") != 5)
        return;
    seen->port = UNIX_PORTS + (uint32_t)strtoul(digits, NULL, 16);
    memset(seen->host, 0, sizeof seen->host);
}

void trace_address(struct seen_address *seen, const struct sockaddr_storage *address,
                   socklen_t length)
{
    const struct sockaddr_in *in = (const void *)address;
    const struct sockaddr_in6 *in6 = (const void *)address;
    const struct sockaddr_un *un = (const void *)address;

    memset(seen, 0, sizeof *seen);
    seen->length = (int32_t)length;
    if (length < sizeof un->sun_family)
        return;
    seen->family = address->ss_family;
    if (address->ss_family == AF_UNIX)
        trace_unix_name(seen, un->sun_path, length - sizeof un->sun_family);
    else
        seen->port = ntohs(in->sin_port);
    if (address->ss_family == AF_INET)
        memcpy(seen->host, &in->sin_addr, sizeof in->sin_addr);
    else if (address->ss_family == AF_INET6)
        memcpy(seen->host, &in6->sin6_addr, sizeof in6->sin6_addr);
}

typedef int name_fn(int fd, struct sockaddr *address, socklen_t *length);

static void trace_name(struct seen_address *seen, int fd, name_fn *name)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;

    memset(&address, 0, sizeof address);
    if (!name(fd, (struct sockaddr *)&address, &length)) {
        trace_address(seen, &address, length);
        return;
    }
    memset(seen, 0, sizeof *seen);
    seen->length = NOT_SEEN - errno;
}

static int32_t option_of(int fd, int option)
{
    int value = 0;
    socklen_t length = sizeof value;

    return getsockopt(fd, SOL_SOCKET, option, &value, &length) ? NOT_SEEN - errno
                                                               : value;
}

void trace_socket(struct seen_socket *seen, int fd)
{
    static const int options[SEEN_OPTIONS] = {SO_REUSEADDR, SO_REUSEPORT, SO_ACCEPTCONN,
                                              SO_TYPE, SO_PROTOCOL};
    struct pollfd ready = {.fd = fd, .events = POLLIN | POLLOUT | POLLPRI};
    struct stat status;

    memset(seen, 0, sizeof *seen);
    if (fstat(fd, &status) || !S_ISSOCK(status.st_mode))
        return;
    seen->identity = status.st_ino;
    for (unsigned i = 0; i < SEEN_OPTIONS; i++)
        seen->options[i] = option_of(fd, options[i]);
    poll(&ready, 1, 0);
    seen->events = ready.revents;
    trace_name(&seen->local, fd, getsockname);
    trace_name(&seen->peer, fd, getpeername);
}

/* What was met so far; each call and slot can bring few that are new. */
struct renaming {
    uint64_t met[MAX_STEPS * (SLOTS + 2) * 2];
    unsigned count;
};

/* The place of VALUE among those that were met, 1 and up. */
static unsigned renamed(struct renaming *renaming, uint64_t value)
{
    unsigned i = 0;

    while (i < renaming->count && renaming->met[i] != value)
        i++;
    if (i == renaming->count)
        renaming->met[renaming->count++] = value;
    return i + 1;
}

static void rename_port(struct renaming *ports, uint32_t *port)
{
    if (*port >= LEAST_CHOSEN_PORT)
        *port = LEAST_CHOSEN_PORT + renamed(ports, *port);
}

static void rename_socket(struct renaming *sockets, struct renaming *ports,
                          struct seen_socket *seen)
{
    if (seen->identity)
        seen->identity = renamed(sockets, seen->identity);
    rename_port(ports, &seen->local.port);
    rename_port(ports, &seen->peer.port);
}

void trace_rename(struct trace *trace)
{
    struct renaming ports = {.count = 0}, sockets = {.count = 0};

    for (unsigned i = 0; i < MAX_STEPS; i++) {
        struct seen_step *step = &trace->steps[i];
        rename_socket(&sockets, &ports, &step->before);
        rename_port(&ports, &step->asked_port);
        rename_port(&ports, &step->address.port);
        for (unsigned slot = 0; slot < SLOTS; slot++)
            rename_socket(&sockets, &ports, &step->slots[slot]);
    }
}
