/* SPDX-License-Identifier: ISC */
/*
 * Linux: net/ipv4/af_inet.c, inet_connection_sock.c, inet_hashtables.c, tcp.c, udp.c,
 * datagram.c.
 */
#include "config.h"

#include "kernel.h"

#include <errno.h>
#include <string.h>

const char system_name[] = "Linux";

int system_flag_value(int option)
{
    (void)option;
    return 1;
}

/* inet_bind_conflict, as a bind to a port and listen ask */
static bool tcp_conflict(const struct endpoint *binds, const struct endpoint *holds)
{
    if (binds->flags & holds->flags & REUSEADDR && holds->state != LISTENS)
        return false;
    return !(binds->flags & holds->flags & REUSEPORT);
}

/* udp_lib_lport_inuse */
static bool udp_conflict(const struct endpoint *binds, const struct endpoint *holds)
{
    return !(binds->flags & holds->flags);
}

/* inet_csk_get_port for a port that is named; sk_reuseport_match looks at the bucket
 * alone (measured: with SO_REUSEADDR the sockets in it are looked at) */
static bool is_refused(const struct endpoint *binds, unsigned port)
{
    if (binds->type == STREAM && kernel->fast[port] && binds->flags & REUSEPORT)
        return false;
    for (unsigned i = 0; i < SOCKETS; i++) {
        const struct endpoint *other = &kernel->sockets[i];
        if (other == binds || other->type != binds->type || other->port != port)
            continue;
        if (binds->type == STREAM ? tcp_conflict(binds, other)
                                  : udp_conflict(binds, other))
            return true;
    }
    return false;
}

/* inet_csk_update_fastreuse */
static void hold(struct endpoint *endpoint, unsigned port)
{
    endpoint->port = endpoint->named = (uint8_t)port;
    if (endpoint->type == STREAM)
        kernel->fast[port] = (endpoint->flags & REUSEPORT) != 0;
}

/* __inet_put_port: the name stays */
static void put_port(struct endpoint *endpoint)
{
    if (endpoint->type == STREAM && !kernel_is_held(endpoint, endpoint->port))
        kernel->fast[endpoint->port] = 0;
    endpoint->port = 0;
}

/* tcp_set_state(TCP_CLOSE) */
static void close_tcp(struct endpoint *endpoint)
{
    endpoint->state = CLOSED;
    endpoint->peer = 0;
    if (!endpoint->locked)
        put_port(endpoint);
}

/* __inet_bind */
int system_bind(struct endpoint *endpoint, const struct read_address *address)
{
    unsigned port = address->port;

    if (address->is_short)
        return EINVAL;
    if (address->family != AF_INET && address->family != AF_UNSPEC)
        return EAFNOSUPPORT;
    if (address->foreign)
        return EADDRNOTAVAIL;
    if (endpoint->state != CLOSED || endpoint->port)
        return EINVAL;
    if (!port)
        port = kernel_choose(endpoint);
    else if (is_refused(endpoint, port))
        return EADDRINUSE;
    if (!port)
        return EADDRINUSE;
    hold(endpoint, port);
    endpoint->locked = address->port != 0;
    return 0;
}

/* __inet_hash_connect */
static int choose_for_connect(struct endpoint *endpoint, unsigned peer)
{
    if (!endpoint->port) {
        unsigned port = kernel_choose(endpoint);
        if (!port)
            return EADDRNOTAVAIL;
        endpoint->port = endpoint->named = (uint8_t)port;
    } else if (kernel_is_connected(endpoint, endpoint->port, peer)) {
        close_tcp(endpoint);
        return EADDRNOTAVAIL;
    }
    endpoint->peer = (uint8_t)peer;
    endpoint->reset = 0; /* tcp_connect_init */
    return 0;
}

/* tcp_v4_connect and what comes of it */
static int begin_tcp(struct endpoint *endpoint, const struct read_address *to)
{
    if (to->is_short)
        return EINVAL;
    if (to->family != AF_INET)
        return EAFNOSUPPORT;
    if (to->port == PEER_UNREACHABLE)
        return ENETUNREACH;
    int error = choose_for_connect(endpoint, to->port);
    if (error)
        return error;
    switch (to->port) {
    case PEER_REFUSES:
        close_tcp(endpoint);
        return ECONNREFUSED;
    case PEER_SILENT:
    case PEER_INTERRUPTED:
        endpoint->state = CONNECTING;
        endpoint->pending = 1;
        return to->port == PEER_SILENT ? EINPROGRESS : EINTR;
    default:
        endpoint->state = CONNECTED;
        return 0;
    }
}

/* __inet_stream_connect */
static int connect_tcp(struct endpoint *endpoint, const struct read_address *to)
{
    if (to->family == AF_UNSPEC) { /* tcp_disconnect */
        if (endpoint->state == CONNECTED || endpoint->state == CONNECTING)
            endpoint->reset = 1;
        if (endpoint->state != CLOSED)
            close_tcp(endpoint);
        endpoint->pending = 0;
        return 0;
    }
    if (endpoint->state == CONNECTING)
        return EALREADY;
    if (endpoint->pending) {
        endpoint->pending = 0;
        return endpoint->state == CONNECTED ? 0 : ECONNREFUSED;
    }
    return endpoint->state == CLOSED ? begin_tcp(endpoint, to) : EISCONN;
}

/* inet_autobind */
static int autobind(struct endpoint *endpoint)
{
    if (endpoint->port)
        return 0;
    unsigned port = kernel_choose(endpoint);
    if (!port)
        return EAGAIN;
    hold(endpoint, port);
    return 0;
}

/* inet_dgram_connect: the port is chosen before the address is looked at */
static int connect_udp(struct endpoint *endpoint, const struct read_address *to)
{
    if (to->family == AF_UNSPEC) { /* __udp_disconnect */
        endpoint->state = CLOSED;
        endpoint->peer = 0;
        if (!endpoint->locked) {
            put_port(endpoint);
            endpoint->named = 0;
        }
        return 0;
    }
    int error = autobind(endpoint);
    if (error)
        return error;
    if (to->is_short)
        return EINVAL;
    if (to->family != AF_INET)
        return EAFNOSUPPORT;
    if (to->port == PEER_UNREACHABLE)
        return ENETUNREACH;
    endpoint->state = CONNECTED;
    endpoint->peer = (uint8_t)to->port;
    return 0;
}

int system_connect(struct endpoint *endpoint, const struct read_address *to)
{
    return endpoint->type == STREAM ? connect_tcp(endpoint, to)
                                    : connect_udp(endpoint, to);
}

/* tcp_sendmsg_locked; with MSG_FASTOPEN tcp_sendmsg_fastopen */
static int send_tcp(struct endpoint *endpoint, int flags, const struct read_address *to)
{
    if (flags & MSG_FASTOPEN && to)
        return to->family == AF_UNSPEC ? EOPNOTSUPP : connect_tcp(endpoint, to);
    if (endpoint->state == CONNECTING)
        return EAGAIN;
    if (endpoint->state == CONNECTED)
        return 0;
    int error = endpoint->reset ? ECONNRESET : EPIPE;
    endpoint->reset = 0;
    return error;
}

/* inet_sendmsg, udp_sendmsg */
int system_send(struct endpoint *endpoint, int flags, const struct read_address *to)
{
    if (endpoint->type == STREAM)
        return send_tcp(endpoint, flags, to);
    int error = autobind(endpoint);
    if (error)
        return error;
    if (!to)
        return endpoint->state == CONNECTED ? 0 : EDESTADDRREQ;
    if (to->is_short)
        return EINVAL;
    return to->port == PEER_UNREACHABLE ? ENETUNREACH : 0;
}

/* inet_listen, inet_csk_listen_start */
int system_listen(struct endpoint *endpoint)
{
    unsigned port = endpoint->port;

    if (endpoint->type == DATAGRAM)
        return EOPNOTSUPP;
    if (endpoint->pending || (endpoint->state != CLOSED && endpoint->state != LISTENS))
        return EINVAL;
    if (endpoint->state == LISTENS)
        return 0;
    endpoint->state = LISTENS;
    if (!port)
        port = kernel_choose(endpoint);
    if (!port || is_refused(endpoint, port)) {
        endpoint->state = CLOSED;
        return EADDRINUSE;
    }
    hold(endpoint, port);
    return 0;
}

void system_refuse(struct endpoint *endpoint)
{
    close_tcp(endpoint);
}

void system_released(struct endpoint *endpoint)
{
    if (endpoint->type == STREAM && endpoint->state == CONNECTED) {
        endpoint->state = WAITS;
        endpoint->pending = 0;
        return;
    }
    put_port(endpoint);
    memset(endpoint, 0, sizeof *endpoint);
}
