/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "generate.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

struct chance {
    uint64_t state;
    enum kind usual; /* most sockets of a sequence are of one kind, so that they meet */
    enum kind kinds[SLOTS];
    unsigned filled; /* slots (1 << slot) that may hold a descriptor */
};

/* A counter whose bits are mixed (Steele, Lea, Flood: Fast splittable pseudorandom
 * number generators, OOPSLA 2014). */
static uint64_t next_random(struct chance *chance)
{
    uint64_t bits = chance->state += 0x9e3779b97f4a7c15;

    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return bits ^ bits >> 31;
}

static unsigned below(struct chance *chance, unsigned limit)
{
    return (unsigned)(next_random(chance) % limit);
}

static bool percent(struct chance *chance, unsigned share)
{
    return below(chance, 100) < share;
}

/* An index of WEIGHTS, in proportion to them; they end with a 0. */
static uint8_t weighted(struct chance *chance, const uint8_t *weights)
{
    unsigned sum = 0;
    uint8_t i = 0;

    while (weights[i])
        sum += weights[i++];
    sum = below(chance, sum);
    for (i = 0; sum >= weights[i]; i++)
        sum -= weights[i];
    return i;
}

static enum kind any_kind(struct chance *chance)
{
    static const uint8_t kinds[] = {24, 18, 24, 16, 6, 4, 4, 4, 0};

    return weighted(chance, kinds);
}

/* Of a call that takes an address: what suits the socket mostly, and now and then not.
 */
static void give_address(struct chance *chance, struct step *step, const uint8_t *ports,
                         const uint8_t *hosts)
{
    static const uint8_t families[] = {AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6};
    static const uint8_t places[] = {60, 14, 14, 3, 3, 6, 0};
    static const int8_t lengths[] = {0, 1, 2, 4, 8, 15, 16, 24, 27, 28, 64, 127};

    step->family = (uint8_t)socket_kinds[chance->kinds[step->slot]].family.value;
    if (percent(chance, 10))
        step->family = families[below(chance, sizeof families)];
    step->port = weighted(chance, ports);
    step->host = weighted(chance, hosts);
    step->place = weighted(chance, places);
    if (percent(chance, 7))
        step->length = lengths[below(chance, sizeof lengths)];
    if (step->family == AF_UNIX && step->port == PORT_OF_SLOT)
        step->length = LENGTH_WHOLE; /* a piece of a random name is random too */
}

static void give_option(struct chance *chance, struct step *step)
{
    static const uint8_t options[] = {50, 26, 3, 3, 3, 3, 3, 4, 6, 2, 4, 0};
    static const uint8_t values[] = {12, 80, 8, 0};
    static const uint8_t places[] = {90, 3, 3, 1, 1, 2, 0};
    static const int8_t lengths[] = {0, 1, 3, 5, 8, 127};

    step->option = weighted(chance, options);
    step->value = weighted(chance, values);
    step->place = weighted(chance, places);
    step->length = sizeof(int);
    if (percent(chance, 5))
        step->length = lengths[below(chance, sizeof lengths)];
}

static void give_send(struct chance *chance, struct step *step)
{
    static const uint8_t ports[] = {4, 20, 4, 14, 58, 0};
    static const uint8_t hosts[] = {6, 80, 8, 6, 0};

    give_address(chance, step, ports, hosts);
    step->value = MSG_NOSIGNAL | (percent(chance, 25) ? MSG_FASTOPEN : 0) |
                  (percent(chance, 25) ? MSG_DONTWAIT : 0);
    step->count = (uint8_t)below(chance, 4);
    if (percent(chance, 15)) { /* to nobody, as send does */
        step->place = AT_NULL;
        step->length = 0;
    }
}

static void give_details(struct chance *chance, struct step *step)
{
    static const uint8_t bind_ports[] = {45, 18, 8, 1, 28, 0};
    static const uint8_t bind_hosts[] = {40, 48, 8, 4, 0};
    static const uint8_t connect_ports[] = {3, 14, 3, 16, 64, 0};
    static const uint8_t connect_hosts[] = {6, 76, 9, 9, 0};

    switch (step->call) {
    case CALL_SOCKET:
        step->kind = (uint8_t)(percent(chance, 85) ? chance->usual : any_kind(chance));
        chance->kinds[step->other] = step->kind;
        step->blocking = percent(chance, 60);
        break;
    case CALL_SETSOCKOPT:
    case CALL_RAW_SETSOCKOPT:
    case CALL_GETSOCKOPT:
        give_option(chance, step);
        break;
    case CALL_BIND:
        give_address(chance, step, bind_ports, bind_hosts);
        break;
    case CALL_CONNECT:
        give_address(chance, step, connect_ports, connect_hosts);
        if (percent(chance, 10)) {
            step->family = AF_UNSPEC;
            step->place = ON_STACK;
        }
        break;
    case CALL_SENDTO:
    case CALL_SENDMSG:
    case CALL_SENDMMSG:
        give_send(chance, step);
        break;
    default:
        step->count = (uint8_t)(1 + below(chance, 4));
        step->value = (int32_t)below(chance, 4); /* how to shut down, and once wrong */
    }
}

/* The first slots more often, so that calls meet on one socket; hardly ever an empty
 * one. */
static uint8_t any_slot(struct chance *chance)
{
    uint8_t slot = (uint8_t)below(chance, 1 + below(chance, SLOTS));

    if (chance->filled >> slot & 1 || percent(chance, 3))
        return slot;
    return any_slot(chance);
}

static struct step any_step(struct chance *chance, enum call call, uint8_t slot)
{
    struct step step = {.call = (uint8_t)call, .length = LENGTH_WHOLE};

    step.slot = slot;
    step.other = any_slot(chance);
    if (call == CALL_SOCKET)
        step.other = slot;
    if (call == CALL_ACCEPT || call == CALL_DUP)
        step.other = (uint8_t)below(chance, SLOTS);
    give_details(chance, &step);
    if (call == CALL_ACCEPT || call == CALL_DUP)
        chance->kinds[step.other] = chance->kinds[slot];
    if (call == CALL_SOCKET || call == CALL_ACCEPT || call == CALL_DUP)
        chance->filled |= 1u << step.other;
    return step;
}

/* What most programs do, with gaps: a server in slot 0 and a client in slot 1. */
static void begin(struct chance *chance, struct sequence *sequence)
{
    static const struct {
        uint8_t call, slot, share;
    } usual[] = {
        {CALL_SOCKET, 0, 96},     {CALL_SETSOCKOPT, 0, 60}, {CALL_BIND, 0, 70},
        {CALL_LISTEN, 0, 60},     {CALL_SOCKET, 1, 96},     {CALL_SETSOCKOPT, 1, 85},
        {CALL_SETSOCKOPT, 1, 30}, {CALL_BIND, 1, 25},       {CALL_CONNECT, 1, 50},
        {CALL_ACCEPT, 0, 30},
    };

    for (unsigned i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        if (!percent(chance, usual[i].share))
            continue;
        struct step step = any_step(chance, usual[i].call, usual[i].slot);
        if (step.call == CALL_CONNECT && percent(chance, 75)) {
            step.other = 0;
            step.port = PORT_OF_SLOT;
        }
        sequence->steps[sequence->length++] = step;
    }
}

static struct step next_step(struct chance *chance)
{
    static const uint8_t calls[] = {12, 17, 2, 3, 16, 7, 24, 9, 8,
                                    5,  4,  7, 3, 2,  6, 3,  3, 0};
    enum call call = weighted(chance, calls);

    return any_step(chance, call,
                    call == CALL_SOCKET ? (uint8_t)below(chance, SLOTS)
                                        : any_slot(chance));
}

void generate(uint64_t seed, uint64_t number, struct sequence *sequence)
{
    static const uint8_t settings[] = {46, 9, 4, 7, 8, 7, 9, 4, 4, 3, 6, 0};
    struct chance chance = {.state = seed, .filled = 3};

    chance.state = next_random(&chance) ^ number;
    chance.usual = any_kind(&chance);
    for (unsigned i = 0; i < SLOTS; i++)
        chance.kinds[i] = chance.usual;
    memset(sequence, 0, sizeof *sequence);
    sequence->settings = weighted(&chance, settings);
    begin(&chance, sequence);
    for (unsigned more = 2 + below(&chance, 12); more; more--)
        sequence->steps[sequence->length++] = next_step(&chance);
}
