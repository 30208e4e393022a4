/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "permitted.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262 /* glibc has it since 2.32 */
#endif

void permitted_start(struct permitted *permitted, const struct sequence *sequence)
{
    struct settings_fault fault;

    memset(permitted, 0, sizeof *permitted);
    permitted->sequence = sequence;
    settings_parse(settings_texts[sequence->settings], &permitted->settings, &fault);
    if (permitted->settings.inherited == INHERITED_YES)
        permitted->known.in_use = 1 << SEEN_REUSEADDR | 1 << SEEN_REUSEPORT;
}

static struct past *past_of(struct permitted *permitted, const struct seen_socket *seen)
{
    return &permitted->pasts[seen->identity];
}

static bool is_inet(const struct seen_socket *socket)
{
    return socket->local.family == AF_INET || socket->local.family == AF_INET6;
}

/* The flags that the library may take off SOCKET, a client. */
static unsigned cleared(const struct permitted *permitted,
                        const struct seen_socket *socket)
{
    const struct settings *settings = &permitted->settings;
    unsigned flags = 1 << SEEN_REUSEADDR;

    if (settings->reuseport == REUSEPORT_CLEAR)
        flags |= 1 << SEEN_REUSEPORT;
    switch (settings->mode) {
    case MODE_STRIP:
        return flags & permitted->known.in_use;
    case MODE_RESTORE: /* MPTCP refuses the flag once connected */
        return socket->options[SEEN_PROTOCOL] == IPPROTO_MPTCP
                   ? flags & permitted->known.in_use
                   : 0;
    default:
        return 0;
    }
}

/* Was the port of SOCKET, before a connect or a send, left to the kernel? */
static bool is_kernel_choice(const struct permitted *permitted, enum call call,
                             const struct seen_socket *socket)
{
    const struct known_port *known = &permitted->known.ports[socket->identity];
    unsigned port = socket->local.port;

    if (!port || port == known->left)
        return true;
    if (call != CALL_CONNECT) /* MSG_FASTOPEN makes a connect of a send */
        return port == known->given && socket->options[SEEN_TYPE] == SOCK_STREAM;
    return port == known->given || permitted->settings.bound == BOUND_STRIP;
}

/* A datagram socket's port is its own since bind to port 0: the connect leaves the
 * flag. */
static bool keeps_flag(const struct permitted *permitted,
                       const struct seen_socket *socket)
{
    return socket->options[SEEN_TYPE] == SOCK_DGRAM && socket->local.port &&
           socket->local.port == permitted->known.ports[socket->identity].given;
}

static bool is_ahead(const struct seen_step *seen)
{
    return seen->result >= 0 || seen->error == EINPROGRESS || seen->error == EINTR ||
           seen->error == EALREADY;
}

/* What SOCKET is after the step, if a slot still holds it. */
static const struct seen_socket *after(const struct seen_step *seen,
                                       const struct seen_socket *socket)
{
    for (unsigned slot = 0; slot < SLOTS; slot++)
        if (seen->slots[slot].identity == socket->identity)
            return &seen->slots[slot];
    return socket;
}

/*
 * A connection that was made and ended within connect, as one to the socket itself
 * after shutdown, leaves its port to a TIME_WAIT.  That has the flag of the moment
 * (inet_twsk_alloc in net/ipv4/inet_timewait_sock.c), and it was cleared for the call.
 */
static void learn_time_wait(struct permitted *permitted, const struct seen_step *seen)
{
    unsigned mode = permitted->settings.mode;

    if (seen->error == ECONNABORTED && (mode == MODE_STRIP || mode == MODE_RESTORE))
        permitted->lacking[after(seen, &seen->before)->local.port] = SEVERAL;
}

static bool carries(const struct permitted *permitted, const struct seen_socket *socket,
                    unsigned flag)
{
    return permitted->known.in_use & 1u << flag && socket->options[flag] == 1;
}

/* The flags that SOCKET carries and that this process uses. */
static unsigned carried(const struct permitted *permitted,
                        const struct seen_socket *socket)
{
    return (unsigned)carries(permitted, socket, SEEN_REUSEADDR) << SEEN_REUSEADDR |
           (unsigned)carries(permitted, socket, SEEN_REUSEPORT) << SEEN_REUSEPORT;
}

/* Does SOCKET have a flag that the library looks at?  It asks only for those that the
 * process set by libc at some time. */
static bool has_flag(const struct permitted *permitted,
                     const struct seen_socket *socket)
{
    return carries(permitted, socket, SEEN_REUSEADDR) ||
           (permitted->settings.reuseport == REUSEPORT_CLEAR &&
            carries(permitted, socket, SEEN_REUSEPORT));
}

static void learn_client(struct permitted *permitted, const struct step *step,
                         const struct seen_step *seen)
{
    const struct seen_socket *socket = &seen->before;
    struct past *past = past_of(permitted, socket);
    struct known_port *known = &permitted->known.ports[socket->identity];

    if (step->call == CALL_CONNECT && step->family == AF_UNSPEC)
        return; /* the opposite of a connection */
    if (step->call == CALL_SENDMMSG && !seen->result)
        return; /* no message, no send */
    if (!has_flag(permitted, socket))
        return; /* then the library asks no more, and does not learn of a connection */
    if (!is_kernel_choice(permitted, step->call, socket))
        return;
    if (!is_ahead(seen)) {
        learn_time_wait(permitted, seen);
        if (!socket->local.port || socket->local.port == known->left)
            known->left = after(seen, socket)->local.port;
        return;
    }
    if (!keeps_flag(permitted, socket)) {
        past->lacks |= cleared(permitted, socket);
        past->lacked |= past->lacks;
        permitted->known.lost_by[socket->identity] = (unsigned char)(step->slot + 1);
    }
    *known = (struct known_port){0};
}

/* A port counts as the program's own once it has named it, on whatever socket. */
static void learn_own_port(struct permitted *permitted, unsigned port, int type)
{
    struct known_port *ports = permitted->known.ports;

    for (unsigned i = 0; i < MOST_SOCKETS; i++)
        if (ports[i].given == port && ports[i].type == type)
            ports[i].given = 0;
}

/*
 * The library looks at the port of a socket with a flag alone.  A client that was
 * refused later and binds anew is like another socket of that number.
 */
static void learn_bind(struct permitted *permitted, const struct seen_step *seen)
{
    const struct seen_socket *socket = &seen->before;
    struct known_port *known = &permitted->known.ports[socket->identity];
    unsigned port = after(seen, socket)->local.port;

    if (seen->result)
        return;
    *known = (struct known_port){0};
    permitted->known.lost_by[socket->identity] = 0;
    if (seen->asked_port)
        learn_own_port(permitted, port, socket->options[SEEN_TYPE]);
    else if (carried(permitted, socket))
        *known = (struct known_port){.given = port, .type = socket->options[SEEN_TYPE]};
}

/* A flag that the program sets is there again; an accepted socket has its listener's.
 */
static void learn_flags(struct permitted *permitted, const struct step *step,
                        const struct seen_step *seen)
{
    struct past *past = past_of(permitted, &seen->before);

    if (seen->result < 0)
        return;
    if (step->call == CALL_ACCEPT)
        past_of(permitted, &seen->slots[step->other])->lacks = past->lacked;
    else if (step->option == OPTION_REUSEADDR)
        past->lacks &= ~(1u << SEEN_REUSEADDR);
    else if (step->option == OPTION_REUSEPORT)
        past->lacks &= ~(1u << SEEN_REUSEPORT);
}

/* On a socket of any family; a raw system call tells the library nothing. */
static void learn_use(struct permitted *permitted, const struct step *step,
                      const struct seen_step *seen)
{
    if (step->call != CALL_SETSOCKOPT || seen->result < 0 || !step->value)
        return;
    if (step->option == OPTION_REUSEADDR)
        permitted->known.in_use |= 1 << SEEN_REUSEADDR;
    else if (step->option == OPTION_REUSEPORT)
        permitted->known.in_use |= 1 << SEEN_REUSEPORT;
}

static void learn_ports(struct permitted *permitted, const struct seen_step *seen)
{
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        const struct seen_socket *socket = &seen->slots[slot];
        uint16_t *client = &permitted->lacking[socket->local.port];
        if (past_of(permitted, socket)->lacks)
            *client = !*client || *client == socket->identity
                          ? (uint16_t)socket->identity
                          : SEVERAL;
    }
}

/* A slot that gets a new descriptor has another number. */
static void learn_descriptor(struct permitted *permitted, const struct step *step,
                             const struct seen_step *seen)
{
    if (seen->result < 0 || (step->call != CALL_SOCKET && step->call != CALL_ACCEPT &&
                             step->call != CALL_DUP))
        return;
    for (unsigned i = 0; i < MOST_SOCKETS; i++)
        if (permitted->known.lost_by[i] == step->other + 1)
            permitted->known.lost_by[i] = 0;
}

void permitted_learn(struct permitted *permitted, unsigned at,
                     const struct seen_step *seen)
{
    const struct step *step = &permitted->sequence->steps[at];

    learn_use(permitted, step, seen);
    learn_descriptor(permitted, step, seen);
    if (seen->before.identity && is_inet(&seen->before)) {
        switch (step->call) {
        case CALL_CONNECT:
        case CALL_SENDTO:
        case CALL_SENDMSG:
        case CALL_SENDMMSG:
            learn_client(permitted, step, seen);
            break;
        case CALL_BIND:
            learn_bind(permitted, seen);
            break;
        case CALL_SETSOCKOPT:
        case CALL_RAW_SETSOCKOPT:
        case CALL_ACCEPT:
            learn_flags(permitted, step, seen);
            break;
        default:
            break;
        }
    }
    learn_ports(permitted, seen);
}

bool permitted_lack(const struct permitted *permitted, const struct seen_socket *seen,
                    unsigned flag)
{
    return permitted->pasts[seen->identity].lacks & 1u << flag;
}

/*
 * Does the library give the flag back for the bind SEEN to PORT?  The client must be
 * the only one there that ever lacked it, by a descriptor of this process, and must
 * take it (MPTCP refuses it once connected).
 */
static bool is_given_back(const struct permitted *permitted,
                          const struct seen_step *seen, unsigned port)
{
    unsigned client = permitted->lacking[port];

    if (!seen->asked_port || !client || client == SEVERAL)
        return false;
    unsigned slot = permitted->known.lost_by[client];
    if (!slot || seen->slots[slot - 1].identity != client)
        return false;
    const struct seen_socket *socket = &seen->slots[slot - 1];
    return socket->local.port == port &&
           permitted->pasts[client].lacks & carried(permitted, &seen->before) &&
           socket->options[SEEN_TYPE] == seen->before.options[SEEN_TYPE] &&
           socket->options[SEEN_PROTOCOL] != IPPROTO_MPTCP;
}

bool permitted_refusal(const struct permitted *permitted, unsigned at,
                       const struct seen_step *const seen[SIDES])
{
    const struct step *step = &permitted->sequence->steps[at];
    const struct seen_socket *socket = &seen[WITHOUT]->before;
    unsigned port = after(seen[WITHOUT], socket)->local.port;

    return (step->call == CALL_BIND || step->call == CALL_LISTEN) &&
           seen[WITHOUT]->result == 0 && seen[WITH]->result == -1 &&
           seen[WITH]->error == EADDRINUSE &&
           (permitted->pasts[socket->identity].lacks ||
            (permitted->lacking[port] &&
             !(step->call == CALL_BIND &&
               is_given_back(permitted, seen[WITHOUT], port))));
}
