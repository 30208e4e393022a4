/* SPDX-License-Identifier: ISC */
/*
 * OpenBSD: sys/netinet/in_pcb.c, tcp_usrreq.c, udp_usrreq.c, sys/kern/uipc_socket.c,
 * uipc_syscalls.c.
 */
#include "config.h"

#include "kernel.h"

#include <errno.h>
#include <string.h>

const char system_name[] = "OpenBSD";

/* The bit of so_options (sogetopt). */
int system_flag_value(int option)
{
    return option == SO_REUSEADDR ? 0x4 : 0x200;
}

/* in_pcbbind_locked: with a flag those that have a peer are not seen */
static bool is_refused(const struct endpoint *binds, unsigned port)
{
    for (unsigned i = 0; i < SOCKETS; i++) {
        const struct endpoint *other = &kernel->sockets[i];
        if (other == binds || other->type != binds->type || other->port != port)
            continue;
        if (binds->flags && other->peer)
            continue;
        if (!(binds->flags & other->flags & REUSEPORT))
            return true;
    }
    return false;
}

static int choose(struct endpoint *endpoint)
{
    unsigned port = kernel_choose(endpoint);

    if (!port)
        return EADDRNOTAVAIL;
    endpoint->port = endpoint->named = (uint8_t)port;
    return 0;
}

int system_bind(struct endpoint *endpoint, const struct read_address *address)
{
    if (endpoint->state == DEAD || endpoint->port || address->is_short)
        return EINVAL;
    if (address->family != AF_INET)
        return EAFNOSUPPORT;
    if (address->foreign)
        return EADDRNOTAVAIL;
    if (!address->port)
        return choose(endpoint);
    if (is_refused(endpoint, address->port))
        return EADDRINUSE;
    endpoint->port = endpoint->named = (uint8_t)address->port;
    return 0;
}

/* The protocol's block is gone (tcp_drop, tcp_close). */
static void drop(struct endpoint *endpoint)
{
    endpoint->state = DEAD;
    endpoint->port = endpoint->named = endpoint->peer = 0;
}

/* sys_connect, soconnect */
static int refused_state(struct endpoint *endpoint)
{
    if (endpoint->state == LISTENS)
        return EOPNOTSUPP;
    if (endpoint->state == CONNECTING)
        return EALREADY;
    if (endpoint->state == CONNECTED && endpoint->type == STREAM)
        return EISCONN;
    if (endpoint->state == CONNECTED) { /* sodisconnect */
        endpoint->state = CLOSED;
        endpoint->peer = 0;
    }
    return endpoint->state == DEAD ? EINVAL : 0;
}

/* in_nam2sin, in_pcbconnect: the route is sought before the port */
static int enter(struct endpoint *endpoint, const struct read_address *to)
{
    if (to->is_short)
        return EINVAL;
    if (to->family != AF_INET)
        return EAFNOSUPPORT;
    if (to->port == PEER_UNREACHABLE)
        return ENETUNREACH;
    if (endpoint->port && kernel_is_connected(endpoint, endpoint->port, to->port))
        return EADDRINUSE;
    int error = endpoint->port ? 0 : choose(endpoint);
    if (!error)
        endpoint->peer = (uint8_t)to->port;
    return error;
}

int system_connect(struct endpoint *endpoint, const struct read_address *to)
{
    int error = refused_state(endpoint);

    if (!error)
        error = enter(endpoint, to);
    if (error)
        return error;
    endpoint->state = CONNECTED;
    if (endpoint->type == DATAGRAM)
        return 0;
    switch (to->port) {
    case PEER_REFUSES:
        drop(endpoint);
        return ECONNREFUSED;
    case PEER_SILENT:
    case PEER_INTERRUPTED:
        endpoint->state = CONNECTING;
        return to->port == PEER_SILENT ? EINPROGRESS : EINTR;
    default:
        return 0;
    }
}

/* sosend, udp_output */
int system_send(struct endpoint *endpoint, int flags, const struct read_address *to)
{
    (void)flags;
    if (endpoint->type == STREAM)
        return endpoint->state == CONNECTED ? 0 : ENOTCONN;
    if (!to)
        return endpoint->state == CONNECTED ? 0 : EDESTADDRREQ;
    if (endpoint->state == CONNECTED)
        return EISCONN;
    if (to->is_short)
        return EINVAL;
    int error = endpoint->port ? 0 : choose(endpoint);
    if (error)
        return error;
    return to->port == PEER_UNREACHABLE ? ENETUNREACH : 0;
}

int system_listen(struct endpoint *endpoint)
{
    if (endpoint->type == DATAGRAM)
        return EOPNOTSUPP;
    if (endpoint->state != CLOSED && endpoint->state != LISTENS)
        return EINVAL;
    int error = endpoint->port ? 0 : choose(endpoint);
    if (!error)
        endpoint->state = LISTENS;
    return error;
}

void system_refuse(struct endpoint *endpoint)
{
    drop(endpoint);
}

void system_released(struct endpoint *endpoint)
{
    if (endpoint->type == STREAM && endpoint->state == CONNECTED)
        endpoint->state = WAITS;
    else
        memset(endpoint, 0, sizeof *endpoint);
}
