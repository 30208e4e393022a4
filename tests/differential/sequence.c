/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "sequence.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* Since glibc 2.32 and linux/tcp.h of 4.11. */
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef TCP_FASTOPEN_CONNECT
#define TCP_FASTOPEN_CONNECT 30
#endif

#define NAMED(constant)                                                                \
    {                                                                                  \
        constant, #constant                                                            \
    }

const struct socket_kind socket_kinds[KINDS] = {
    [TCP4] = {NAMED(AF_INET), NAMED(SOCK_STREAM), NAMED(0)},
    [TCP6] = {NAMED(AF_INET6), NAMED(SOCK_STREAM), NAMED(0)},
    [UDP4] = {NAMED(AF_INET), NAMED(SOCK_DGRAM), NAMED(0)},
    [UDP6] = {NAMED(AF_INET6), NAMED(SOCK_DGRAM), NAMED(0)},
    [MPTCP4] = {NAMED(AF_INET), NAMED(SOCK_STREAM), {IPPROTO_MPTCP, "IPPROTO_MPTCP"}},
    [MPTCP6] = {NAMED(AF_INET6), NAMED(SOCK_STREAM), {IPPROTO_MPTCP, "IPPROTO_MPTCP"}},
    [UNIX_STREAM] = {NAMED(AF_UNIX), NAMED(SOCK_STREAM), NAMED(0)},
    [UNIX_DATAGRAM] = {NAMED(AF_UNIX), NAMED(SOCK_DGRAM), NAMED(0)},
};

const struct socket_option socket_options[OPTIONS] = {
    [OPTION_REUSEADDR] = {NAMED(SOL_SOCKET), NAMED(SO_REUSEADDR)},
    [OPTION_REUSEPORT] = {NAMED(SOL_SOCKET), NAMED(SO_REUSEPORT)},
    {NAMED(SOL_SOCKET), NAMED(SO_KEEPALIVE)},
    {NAMED(SOL_SOCKET), NAMED(SO_BROADCAST)},
    {NAMED(SOL_SOCKET), NAMED(SO_ERROR)},
    {NAMED(SOL_SOCKET), NAMED(SO_TYPE)},
    {NAMED(IPPROTO_TCP), NAMED(TCP_NODELAY)},
    {NAMED(IPPROTO_TCP), {TCP_FASTOPEN_CONNECT, "TCP_FASTOPEN_CONNECT"}},
    {NAMED(IPPROTO_IP), NAMED(IP_BIND_ADDRESS_NO_PORT)},
    {NAMED(IPPROTO_IP), NAMED(IP_TTL)},
    {NAMED(IPPROTO_IPV6), NAMED(IPV6_V6ONLY)},
};

const char *const settings_texts[SETTINGS] = {
    "",
    "mode=restore",
    "mode=off",
    "bound=strip",
    "inherited=yes",
    "reuseport=keep",
    "bound=strip,inherited=yes",
    "mode=restore,inherited=yes",
    "mode=restore,bound=strip",
    "inherited=yes,reuseport=keep",
    "mode=audit",
};

const char *const call_names[CALLS] = {
    [CALL_SOCKET] = "socket",
    [CALL_SETSOCKOPT] = "setsockopt",
    [CALL_RAW_SETSOCKOPT] = "raw setsockopt",
    [CALL_GETSOCKOPT] = "getsockopt",
    [CALL_BIND] = "bind",
    [CALL_LISTEN] = "listen",
    [CALL_CONNECT] = "connect",
    [CALL_ACCEPT] = "accept",
    [CALL_SENDTO] = "sendto",
    [CALL_SENDMSG] = "sendmsg",
    [CALL_SENDMMSG] = "sendmmsg",
    [CALL_RECV] = "recvfrom",
    [CALL_DUP] = "dup",
    [CALL_DUP2] = "dup2",
    [CALL_CLOSE] = "close",
    [CALL_FORK] = "fork",
    [CALL_SHUTDOWN] = "shutdown",
};

/* Below net.ipv4.ip_local_port_range of a new namespace, 32768 to 60999. */
unsigned sequence_port(enum port port)
{
    return port == PORT_ANY ? 0 : 20000u + port;
}

unsigned sequence_child_end(const struct sequence *sequence, unsigned fork_step)
{
    unsigned end = fork_step + 1 + sequence->steps[fork_step].count;

    return end < sequence->length ? end : sequence->length;
}

static void remove_one(struct sequence *sequence, unsigned at)
{
    for (unsigned i = 0; i < at; i++) {
        struct step *step = &sequence->steps[i];
        if (step->call == CALL_FORK && at <= i + step->count)
            step->count--;
    }
    sequence->length--;
    memmove(&sequence->steps[at], &sequence->steps[at + 1],
            (sequence->length - at) * sizeof sequence->steps[0]);
}

void sequence_remove(struct sequence *sequence, unsigned at, unsigned count)
{
    while (count-- && at < sequence->length)
        remove_one(sequence, at);
}
