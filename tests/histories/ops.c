/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ops.h"

#include <stdlib.h>

static const struct trial *trial;

static void add(struct ops *ops, struct op op)
{
    if (ops->length == OPS)
        abort();
    ops->list[ops->length++] = op;
}

static void add_each(struct ops *ops, struct op op, const uint8_t *whats,
                     unsigned length)
{
    for (unsigned i = 0; i < length; i++) {
        op.what = whats[i];
        add(ops, op);
    }
}

static void add_addresses(struct ops *ops, struct op op, bool stream)
{
    static const uint8_t binds[] = {AT_ANY, AT_OWN};
    static const uint8_t failing_binds[] = {AT_ANY_UNSPEC, AT_FOREIGN_ANY,
                                            AT_FOREIGN_OWN, AT_BAD, AT_SHORT};
    static const uint8_t connects[] = {TO_ACCEPTS, TO_UNREACHABLE, TO_UNSPEC};
    static const uint8_t tcp_connects[] = {TO_REFUSES, TO_SILENT};
    static const uint8_t failing_tcp_connects[] = {TO_INTERRUPTED};
    static const uint8_t failing_connects[] = {TO_BAD, TO_SHORT};
    static const uint8_t sends[] = {TO_ACCEPTS, TO_UNREACHABLE, TO_NONE};
    static const uint8_t tcp_sends[] = {TO_ACCEPTS, FASTOPEN | TO_ACCEPTS,
                                        FASTOPEN | TO_REFUSES};

    op.call = BIND;
    add_each(ops, op, binds, sizeof binds);
    if (trial->failing_addresses)
        add_each(ops, op, failing_binds, sizeof failing_binds);
    op.call = CONNECT;
    add_each(ops, op, connects, sizeof connects);
    if (stream)
        add_each(ops, op, tcp_connects, sizeof tcp_connects);
    if (stream && trial->failing_addresses)
        add_each(ops, op, failing_tcp_connects, sizeof failing_tcp_connects);
    if (trial->failing_addresses)
        add_each(ops, op, failing_connects, sizeof failing_connects);
    op.call = SEND;
    if (stream)
        add_each(ops, op, tcp_sends, sizeof tcp_sends);
    else
        add_each(ops, op, sends, sizeof sends);
    if (!stream && trial->failing_addresses)
        add_each(ops, op, failing_connects, sizeof failing_connects);
}

static void add_flags(struct ops *ops, struct op op)
{
    for (unsigned flag = REUSEADDR; flag <= (trial->both_flags ? REUSEPORT : REUSEADDR);
         flag <<= 1) {
        op.what = (uint8_t)flag;
        op.call = SET;
        add(ops, op);
        op.call = CLEAR;
        add(ops, op);
    }
}

/* Is there room for one more?  Limits are not what this is about. */
static bool has_room(const struct world *world, unsigned process_at)
{
    unsigned sockets = 0, descriptors = 0;

    for (unsigned i = 0; i < SOCKETS; i++)
        sockets += world->without.sockets[i].type == FREE;
    for (unsigned i = 0; i < DESCRIPTORS; i++)
        descriptors += !world->without.descriptors[process_at][i];
    return sockets && descriptors;
}

static void add_for_descriptor(struct ops *ops, const struct world *world, struct op op)
{
    const uint8_t *descriptors = world->without.descriptors[op.process];
    const struct endpoint *endpoint = &world->without.sockets[descriptors[op.at] - 1];
    bool stream = endpoint->type == STREAM;

    add_addresses(ops, op, stream);
    add_flags(ops, op);
    op.call = BIND;
    op.what = AT_PORT_OF;
    for (op.other = 0; op.other < DESCRIPTORS; op.other++)
        if (descriptors[op.other] && op.other != op.at &&
            world->without.sockets[descriptors[op.other] - 1].named)
            add(ops, op);
    op.other = op.what = 0;
    bool room = has_room(world, op.process);
    for (op.call = stream ? LISTEN : DUP; op.call <= CLOSE; op.call++)
        if ((op.call != ACCEPT || (room && endpoint->state == LISTENS)) &&
            (op.call != DUP || room))
            add(ops, op);
    op.call = ANSWER;
    for (op.what = 0; endpoint->state == CONNECTING && op.what < 2; op.what++)
        add(ops, op);
}

static void add_for_process(struct ops *ops, const struct world *world,
                            unsigned process_at)
{
    struct op op = {.process = (uint8_t)process_at};

    for (op.at = 0; op.at < DESCRIPTORS; op.at++)
        if (world->without.descriptors[process_at][op.at])
            add_for_descriptor(ops, world, op);
    op.call = OPEN;
    if (!has_room(world, process_at))
        return;
    for (op.at = trial->no_streams ? DATAGRAM : STREAM; op.at <= DATAGRAM; op.at++)
        for (op.what = 0; op.what <= (trial->both_flags ? 3 : 1); op.what++)
            add(ops, op);
}

void find_ops(struct ops *ops, const struct world *world, const struct trial *of)
{
    trial = of;
    ops->length = 0;
    for (unsigned i = 0; i < world->processes; i++)
        add_for_process(ops, world, i);
    if (world->processes == 1)
        add(ops, (struct op){.call = FORK});
}
