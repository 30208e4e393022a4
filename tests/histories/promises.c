/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "promises.h"

#include <errno.h>
#include <string.h>

struct promised promised;

/* Who chose the port of a socket? */
enum { NOBODY, PROGRAM, KERNEL_IN_BIND, KERNEL_IN_FAILED };

/* The place of the socket that OP is about, -1 if there is none. */
static int place_in(const struct kernel *of, const struct op *op)
{
    return op->call == OPEN ? -1 : of->descriptors[op->process][op->at] - 1;
}

/* Did a connect or send go ahead, at once or still under way? */
static bool is_ahead(const struct op *op, struct outcome outcome)
{
    if (outcome.result >= 0)
        return op->call != CONNECT || op->what != TO_UNSPEC;
    return outcome.error == EINPROGRESS || outcome.error == EINTR ||
           outcome.error == EALREADY;
}

static bool is_client_call(const struct op *op)
{
    return op->call == CONNECT || op->call == SEND;
}

/* Is the port that the call is made from the kernel's choice, of this call or before?
 */
static bool is_kernels_choice(const struct world *before, int at)
{
    const struct endpoint *socket = &before->with.sockets[at];

    if (!socket->port || before->known.origin[at] == KERNEL_IN_FAILED)
        return true;
    return before->known.origin[at] == KERNEL_IN_BIND && socket->type == STREAM;
}

/* The kernel may give a port again that it chose before, where the library does not see
 * it, or another process may bind another socket to it: taken for the one before. */
static uint8_t *left(struct known *known, unsigned process_at,
                     const struct endpoint *socket)
{
    return &known->left[process_at][socket->type == DATAGRAM];
}

static bool may_lack(const struct op *op, const struct world *before, int at)
{
    const struct endpoint *socket = &before->with.sockets[at];
    struct known known = before->known;

    return promised.clients_lack &&
           (is_kernels_choice(before, at) || (promised.bound && op->call == CONNECT) ||
            before->doubt || *left(&known, op->process, socket) & 1 << socket->named ||
            (known.in_bind[op->process] & 1 << socket->named &&
             socket->type == STREAM &&
             (op->call == CONNECT || socket->state != CONNECTED)));
}

/* The flags of the socket that the library can know of. */
static unsigned flags_known(const struct op *op, const struct world *before, int at)
{
    unsigned known =
        promised.inherited ? REUSEADDR | REUSEPORT : before->known.set[op->process][at];

    return before->doubt || calls.may_lack || calls.fail_from
               ? 0
               : known & promised.flags & before->with.sockets[at].flags;
}

/*
 * Does the library see, or can it know, that the port is the kernel's choice?  Linux
 * goes on naming a port that it has taken back; where no flag was set when it chose
 * that one, the library can't tell it from the program's.
 */
static bool is_known_choice(const struct op *op, const struct world *before, int at)
{
    return !before->with.sockets[at].named || before->known.given[op->process][at];
}

/* A process remembers one origin for each port.  Where that of SOCKET is the program's
 * own, it is so on all sockets that still name it. */
static void forget_number(unsigned process_at, struct world *after,
                          const struct endpoint *socket)
{
    for (unsigned i = 0; i < SOCKETS; i++)
        if (after->with.sockets[i].named == socket->named)
            after->known.given[process_at][i] = 0;
    *left(&after->known, process_at, socket) &= (uint8_t) ~(1u << socket->named);
    if (socket->type == STREAM)
        after->known.in_bind[process_at] &= (uint8_t) ~(1u << socket->named);
}

/* A descriptor of a process. */
static uint8_t name_of(const struct op *op)
{
    return (uint8_t)(op->process * DESCRIPTORS + op->at + 1);
}

/*
 * Does the library look at the call?  A send without an address fails for want of one.
 * A number that a duplicate got may be remembered as that of a socket without the flag
 * (src/fix/hints.c), and that its sends choose no port, where another descriptor took
 * the port away.
 */
static bool is_looked_at(const struct op *op, const struct world *before, int at)
{
    const struct known *known = &before->known;
    unsigned by = known->unbound_by[at];

    return op->call != SEND ||
           (op->what != TO_NONE && !known->is_dup[op->process][op->at] &&
            (!by || by == name_of(op)));
}

static void learn_client(const struct op *op, const struct world *before,
                         struct world *after, struct outcome with, int at)
{
    struct known *known = &after->known;
    const struct endpoint *was = &before->with.sockets[at];
    bool ahead = is_ahead(op, with);

    if (!ahead && op->call == SEND && op->what & FASTOPEN)
        known->unbound_by[at] = UINT8_MAX; /* may be remembered as harmless */
    if (ahead && may_lack(op, before, at) && was->flags) {
        known->lacks[at] |= (uint8_t)(was->flags & promised.flags);
        if (was->flags & ~after->with.sockets[at].flags)
            known->client[op->process][at] = (uint8_t)(op->at + 1);
        known->client_at[op->process][op->at] |= (uint8_t)(was->flags & promised.flags);
    }
    if (op->call == CONNECT && op->what == TO_UNSPEC) {
        /* A socket without a port is taken for another one with that number. */
        known->unbound_by[at] = name_of(op);
        for (unsigned p = 0; p < PROCESSES; p++)
            known->client[p][at] = 0;
    }
    /* The library does not follow it any more, nor others that name its port. */
    for (unsigned i = 0; ahead && i < SOCKETS; i++)
        if (i == (unsigned)at || after->with.sockets[i].named == was->named)
            known->given[0][i] = known->given[1][i] = 0;
    if (ahead && (!(was->flags & promised.flags & known->in_use[op->process]) ||
                  !is_looked_at(op, before, at)))
        return; /* then the library does not look */
    if (ahead) {
        known->origin[at] = PROGRAM;
        forget_number(op->process, after, was);
    } else if (is_kernels_choice(before, at) &&
               (!was->port || known->origin[at] != KERNEL_IN_BIND)) {
        known->origin[at] = after->with.sockets[at].port ? KERNEL_IN_FAILED : NOBODY;
        for (unsigned p = 0; p < PROCESSES; p++)
            known->given[p][at] = 0;
        *left(known, op->process, was) |=
            (uint8_t)(1u << after->with.sockets[at].named);
        known->given[op->process][at] =
            after->with.sockets[at].named && flags_known(op, before, at) &&
            is_looked_at(op, before, at) && is_known_choice(op, before, at);
    }
}

static void learn_bind(const struct op *op, const struct world *before,
                       struct world *after, struct outcome with, int at)
{
    struct known *known = &after->known;
    bool any = op->what == AT_ANY || op->what == AT_ANY_UNSPEC;

    if (with.result)
        return;
    known->origin[at] = any ? KERNEL_IN_BIND : PROGRAM;
    /* The library does not look where no flag is set. */
    if (!any || flags_known(op, before, at))
        forget_number(op->process, after, &after->with.sockets[at]);
    for (unsigned p = 0; p < PROCESSES; p++)
        known->given[p][at] = 0;
    known->given[op->process][at] = any && flags_known(op, before, at);
    if (any && before->with.sockets[at].type == STREAM)
        known->in_bind[op->process] |= (uint8_t)(1u << after->with.sockets[at].named);
    known->client[op->process][at] = 0; /* it was none, or AF_UNSPEC ended that */
}

static void forget_socket(struct known *known, unsigned at)
{
    known->origin[at] = known->lacks[at] = 0;
    known->gains[at] = known->unbound_by[at] = 0;
    for (unsigned p = 0; p < PROCESSES; p++)
        known->set[p][at] = known->given[p][at] = known->client[p][at] = 0;
}

static void learn_new(const struct op *op, const struct world *before,
                      struct world *after, struct outcome with)
{
    struct known *known = &after->known;

    if (with.result < 0)
        return;
    unsigned fd = (unsigned)(with.result - first_descriptor);
    unsigned at = after->with.descriptors[op->process][fd] - 1u;
    known->is_dup[op->process][fd] = op->call == DUP;
    if (op->call != DUP)
        forget_socket(known, at);
    /* It may get back what a client with its number lost. */
    known->gains[at] |= known->client_at[op->process][fd];
    if (op->call == DUP)
        return;
    if (op->call == OPEN) {
        known->set[op->process][at] = op->what;
        known->in_use[op->process] |= op->what;
        known->gains[at] &= (uint8_t)~op->what;
    } else {
        known->origin[at] = PROGRAM;
        known->lacks[at] = known->lacks[place_in(&before->with, op)];
    }
}

static void learn_fork(struct known *known)
{
    known->in_use[1] = known->in_use[0];
    memcpy(known->set[1], known->set[0], sizeof known->set[0]);
    memcpy(known->given[1], known->given[0], sizeof known->given[0]);
    memcpy(known->client[1], known->client[0], sizeof known->client[0]);
    memcpy(known->client_at[1], known->client_at[0], sizeof known->client_at[0]);
    memcpy(known->is_dup[1], known->is_dup[0], sizeof known->is_dup[0]);
    memcpy(known->left[1], known->left[0], sizeof known->left[0]);
    known->in_bind[1] = known->in_bind[0];
}

static void learn_flags(const struct op *op, const struct world *before,
                        struct known *known, int at)
{
    known->lacks[at] &= (uint8_t)~op->what;
    for (unsigned p = 0; p < PROCESSES; p++) {
        known->set[p][at] &= (uint8_t)~op->what;
        /* That the library took it off is noted by descriptor and process. */
        for (unsigned fd = 0; fd < DESCRIPTORS; fd++)
            if (before->with.descriptors[p][fd] == at + 1 &&
                p * DESCRIPTORS + fd + 1 != name_of(op))
                known->gains[at] |= known->client_at[p][fd] & op->what;
    }
    if (op->call == CLEAR)
        return;
    known->gains[at] &= (uint8_t)~op->what;
    known->set[op->process][at] |= op->what;
    known->in_use[op->process] |= op->what;
}

static void learn(const struct op *op, const struct world *before, struct world *after,
                  struct outcome with)
{
    int at = place_in(&before->with, op);

    switch (op->call) {
    case OPEN:
    case DUP:
    case ACCEPT:
        learn_new(op, before, after, with);
        break;
    case SET:
    case CLEAR:
        learn_flags(op, before, &after->known, at);
        break;
    case BIND:
        learn_bind(op, before, after, with, at);
        break;
    case LISTEN:
        if (with.result)
            break;
        after->known.origin[at] = PROGRAM; /* where the kernel chose: a server's */
        for (unsigned p = 0; p < PROCESSES; p++)
            after->known.given[p][at] = 0;
        break;
    case FORK:
        learn_fork(&after->known);
        break;
    default:
        if (is_client_call(op))
            learn_client(op, before, after, with, at);
    }
    if (at >= 0)
        after->known.lacks[at] |= (uint8_t)calls.may_lack;
    if (calls.may_lack || (calls.fail_from && calls.by_library >= calls.fail_from))
        after->doubt = 1;
}

/* Nothing but flags differs. */
static bool is_alike(const struct world *world)
{
    for (unsigned i = 0; i < SOCKETS; i++) {
        struct endpoint without = world->without.sockets[i];
        without.flags = world->with.sockets[i].flags;
        if (memcmp(&without, &world->with.sockets[i], sizeof without) != 0)
            return false;
    }
    return true;
}

static bool has_its_flags(const struct world *world)
{
    for (unsigned i = 0; i < SOCKETS; i++) {
        unsigned without = world->without.sockets[i].flags;
        unsigned with = world->with.sockets[i].flags;
        if (with & ~without & ~world->known.gains[i] ||
            without & ~with & ~world->known.lacks[i])
            return false;
    }
    return true;
}

/* Can the process whose bind this is give the flag back to the socket at AT? */
static bool can_give_back(const struct op *op, const struct world *before, unsigned at)
{
    unsigned fd = before->known.client[op->process][at];

    return op->call == BIND && fd && !before->doubt && !calls.fail_from &&
           before->with.descriptors[op->process][fd - 1] == at + 1;
}

/* May the bind or listen be refused, since the port's holder lacks its flag? */
static bool may_be_refused(const struct op *op, const struct world *before)
{
    int at = place_in(&before->with, op);
    unsigned port = op->call == LISTEN   ? before->with.sockets[at].port
                    : op->what == AT_OWN ? PORT_OWN_CHOICE
                                         : 0;

    if (op->what == AT_PORT_OF && op->call == BIND)
        port =
            before->with.sockets[before->with.descriptors[op->process][op->other] - 1]
                .named;
    /* It was a client itself. */
    if (before->with.sockets[at].flags != before->without.sockets[at].flags)
        return true;
    /* Linux goes by what SO_REUSEPORT was when the first one was bound. */
    if (before->with.fast[port] != before->without.fast[port])
        return true;
    for (unsigned i = 0; i < SOCKETS; i++)
        if ((int)i != at && before->with.sockets[i].port == port &&
            before->with.sockets[i].flags != before->without.sockets[i].flags &&
            !can_give_back(op, before, i))
            return true;
    return false;
}

static bool is_refusal(const struct op *op, struct outcome refused,
                       struct outcome granted)
{
    return (op->call == BIND || op->call == LISTEN) && !granted.result &&
           refused.result == -1 && refused.error == EADDRINUSE;
}

/* Was a flag given back that the program had taken off itself? */
static bool has_gained(const struct world *after)
{
    for (unsigned i = 0; i < SOCKETS; i++)
        if (after->with.sockets[i].flags & ~after->without.sockets[i].flags)
            return true;
    return false;
}

/* The program's own call once; a bind twice if a flag was given back. */
static bool made_once(const struct op *op)
{
    unsigned set = (op->what & REUSEADDR ? 1 : 0) + (op->what & REUSEPORT ? 1 : 0);

    switch (op->call) {
    case OPEN:
    case SET:
    case CLEAR:
        return calls.own == set;
    case BIND:
        return calls.own == 1 || (calls.own == 2 && calls.set_again &&
                                  (op->what == AT_OWN || op->what == AT_PORT_OF));
    case CONNECT:
    case SEND:
        return calls.own == 1;
    default:
        return calls.own == 0;
    }
}

/* The flags that must be off while the kernel chooses in this call. */
static unsigned off_while_choosing(const struct op *op, const struct world *before)
{
    int at = place_in(&before->with, op);

    if (op->call == LISTEN || at < 0 || !is_looked_at(op, before, at) ||
        !is_known_choice(op, before, at))
        return 0;
    return flags_known(op, before, at);
}

/* The flags that must be off after it. */
static unsigned off_afterwards(const struct op *op, const struct world *before,
                               struct outcome with)
{
    int at = place_in(&before->with, op);

    if (!is_client_call(op) || !promised.clients_lack || !is_ahead(op, with))
        return 0;
    if (!before->with.sockets[at].port ||
        (op->call == CONNECT && before->known.origin[at] == KERNEL_IN_BIND &&
         before->with.sockets[at].type == STREAM))
        return off_while_choosing(op, before);
    return 0;
}

enum verdict promises_kept(const struct op *op, const struct world *before,
                           struct world *after, struct outcome without,
                           struct outcome with, const char **why)
{
    int at = place_in(&before->with, op);

    learn(op, before, after, with);
    if (!made_once(op))
        return *why = "the program's own call is made once", BROKEN;
    if ((is_refusal(op, with, without) && may_be_refused(op, before)) ||
        (is_refusal(op, without, with) && has_gained(after) && has_its_flags(after)))
        return *why = "refused", DIFFERS_AS_PERMITTED;
    if (without.result != with.result || without.error != with.error)
        return *why = "the same result and errno", BROKEN;
    if (!is_alike(after))
        return *why = "the same sockets", BROKEN;
    if (!has_its_flags(after))
        return *why = "none but a client lacks the flag", BROKEN;
    if (calls.chosen_flags & off_while_choosing(op, before))
        return *why = "the flag is off while the kernel chooses", BROKEN;
    if (at >= 0 && after->with.sockets[at].flags & off_afterwards(op, before, with))
        return *why = "a client does not carry the flag", BROKEN;
    if (calls.by_library && !before->known.in_use[op->process] && !promised.inherited)
        return *why = "nothing is asked where no flag is used", BROKEN;
    return KEPT;
}
