/* SPDX-License-Identifier: ISC */
/*
 * Every interleaving of two threads with two calls each, on the model of Linux: what
 * comes of it, results, errno, flags, ports and what the kernel chose with a flag on,
 * must come of the same calls in some order, one after the other, too.  Those orders
 * are what ../histories is about.
 */
#include "config.h"

#include "steps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PRELUDE = 4, OPS = 12, ORDERS = 6, DEEPEST = 400 };

/* Which sockets there are before, and what the threads may call. */
static const struct trial {
    const char *name;
    struct op prelude[PRELUDE];
    unsigned prelude_length;
    uint8_t own[THREADS]; /* the descriptor of each thread */
    bool stream;
} trials[] = {
    {"streams",
     {{OPEN, .at = STREAM, .what = 1}, {OPEN, .at = STREAM, .what = 1}},
     2,
     {0, 1},
     true},
    {"streams, the first flag",
     {{OPEN, .at = STREAM}, {OPEN, .at = STREAM}},
     2,
     {0, 1},
     true},
    {"datagrams",
     {{OPEN, .at = DATAGRAM, .what = 1}, {OPEN, .at = DATAGRAM, .what = 1}},
     2,
     {0, 1},
     false},
    {"datagrams, the first flag",
     {{OPEN, .at = DATAGRAM}, {OPEN, .at = DATAGRAM}},
     2,
     {0, 1},
     false},
    {"a client and a server",
     {{OPEN, .at = STREAM, .what = 1},
      {CONNECT, .what = TO_ACCEPTS},
      {OPEN, .at = STREAM, .what = 1}},
     3,
     {0, 1},
     true},
    {"bound to port 0",
     {{OPEN, .at = STREAM, .what = 1},
      {BIND, .what = AT_ANY},
      {OPEN, .at = STREAM, .what = 1}},
     3,
     {0, 1},
     true},
};

static const struct trial *trial;

/* A moment with the library's words. */
struct whole {
    struct moment moment;
    struct library library;
};

static void save(struct whole *whole)
{
    whole->moment = moment;
    library_save(&whole->library);
}

static void load(const struct whole *whole)
{
    moment = whole->moment;
    library_load(&whole->library);
}

/* What came of the calls. */
struct end {
    struct kernel kernel;
    struct outcome outcomes[THREADS][CALLS];
    uint8_t chosen[THREADS][CALLS];
};

static struct end end_of(void)
{
    struct end end;

    memset(&end, 0, sizeof end);
    end.kernel = moment.kernel;
    for (unsigned t = 0; t < THREADS; t++) {
        memcpy(end.outcomes[t], moment.threads[t].outcomes, sizeof end.outcomes[t]);
        memcpy(end.chosen[t], moment.threads[t].chosen, sizeof end.chosen[t]);
    }
    return end;
}

/* The ends of all orders, with each choice of calls that are refused. */
static struct order {
    struct end end;
    unsigned refused;
    bool without; /* the library */
} orders[2 * ORDERS << (THREADS * CALLS)];
static unsigned orders_known;
static bool without;

/* All calls of one order after another, from where the moment is. */
static void try_orders(void)
{
    struct whole *before = malloc(sizeof *before);

    if (!before)
        abort();
    save(before);
    bool is_end = true;
    for (unsigned t = 0; t < THREADS; t++) {
        unsigned at = moment.threads[t].at;
        if (at == CALLS)
            continue;
        is_end = false;
        while (moment.threads[t].within && moment.threads[t].at == at)
            steps_run(t);
        try_orders();
        load(before);
    }
    if (is_end)
        orders[orders_known++] = (struct order){end_of(), moment.refused, without};
    free(before);
}

/* Does OP name a port that another thread's socket may have? */
static bool may_be_refused(const struct op *op)
{
    return op->call == LISTEN || (op->call == BIND && op->what != AT_ANY);
}

static void try_refused_orders(void)
{
    unsigned may = 0;

    for (unsigned i = 0; i < THREADS * CALLS; i++)
        if (may_be_refused(&moment.threads[i / CALLS].ops[i % CALLS]))
            may |= 1u << i;
    for (unsigned refused = 0; refused < 1u << (THREADS * CALLS); refused++) {
        moment.refused = refused;
        if (!(refused & ~may))
            try_orders();
    }
    moment.refused = 0;
}

/*
 * How does what came of an interleaving differ from what comes of the calls one after
 * another?  Permitted are:
 *
 * REFUSED: a bind or listen comes upon a port whose holder is just then without its
 * flag, for its own call is under way, or the program clears it.  The look for whom to
 * give it back to comes too late, or too early.
 *
 * FLAG_OF_HOLDER: such a bind says that the port is the program's own, or gives the
 * flag back, while the holder connects or the program sets or clears its flag.  Which
 * of them is last says whether the holder has it in the end.
 *
 * LATE: the flag is given back to a socket that has just left its port and binds anew,
 * before the library has noted that.  It is then as without the library.
 */
enum difference {
    NONE,
    REFUSED,
    FLAG_OF_HOLDER,
    BOTH_OF_THEM,
    LATE,
    NOT_PERMITTED,
};

static bool names_port_of(unsigned socket)
{
    for (unsigned i = 0; i < THREADS * CALLS; i++) {
        const struct op *op = &moment.threads[i / CALLS].ops[i % CALLS];
        if (op->call == BIND && op->what == AT_PORT_OF && op->other == socket)
            return true;
    }
    return false;
}

static bool is_alike(const struct end *end, const struct end *order, bool but_holders)
{
    struct end same = *order;

    for (unsigned i = 0; but_holders && i < THREADS; i++)
        if (names_port_of(i))
            same.kernel.sockets[i].flags = end->kernel.sockets[i].flags;
    return !memcmp(end, &same, sizeof same);
}

static bool is_alike_but_flags(const struct end *end, const struct end *order)
{
    struct end same = *order;

    for (unsigned i = 0; i < SOCKETS; i++)
        same.kernel.sockets[i].flags = end->kernel.sockets[i].flags;
    memcpy(same.chosen, end->chosen, sizeof same.chosen);
    return !memcmp(end, &same, sizeof same);
}

static bool may_be_late(void)
{
    const struct op *ops = moment.threads[0].ops, *others = moment.threads[1].ops;

    return ops[1].call == BIND && ops[0].call == CONNECT &&
           (ops[0].what == TO_UNSPEC || ops[0].what == TO_REFUSES) &&
           ((others[0].call == BIND && may_be_refused(&others[0])) ||
            (others[1].call == BIND && may_be_refused(&others[1])));
}

static enum difference as_with(const struct end *end, const struct order *order)
{
    enum difference found = order->refused ? REFUSED : NONE;

    if (is_alike(end, &order->end, false))
        return found;
    return is_alike(end, &order->end, true) ? found + FLAG_OF_HOLDER : NOT_PERMITTED;
}

static enum difference judge(const struct end *end)
{
    enum difference least = NOT_PERMITTED;

    for (unsigned i = 0; i < orders_known; i++) {
        enum difference found = as_with(end, &orders[i]);
        if (orders[i].without)
            found = may_be_late() && is_alike_but_flags(end, &orders[i].end)
                        ? LATE
                        : NOT_PERMITTED;
        least = found < least ? found : least;
    }
    return least;
}

static struct {
    uint64_t scenarios, states, steps, ends, found[NOT_PERMITTED + 1], differ;
} count;

/* States that were seen, by their hash, with the scenario's number. */
enum { PLACES = 1 << 20 };
static struct {
    uint64_t hash, scenario;
} places[PLACES];

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, (const char *)data + at,
               size - at < sizeof word ? size - at : sizeof word);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15;
        hash ^= hash >> 29;
    }
    return hash;
}

static bool is_new(void)
{
    struct library library;
    uint64_t hash = mix(1, &moment.kernel, sizeof moment.kernel);

    memset(&library, 0, sizeof library);
    library_save(&library);
    hash = mix(hash, &library, sizeof library);
    for (unsigned t = 0; t < THREADS; t++) {
        const struct thread *thread = &moment.threads[t];
        hash = mix(hash, &thread->seen, sizeof thread->seen);
        hash = mix(hash, thread->chosen, sizeof thread->chosen);
    }
    uint64_t at = hash % PLACES;
    while (places[at].scenario == count.scenarios) {
        if (places[at].hash == hash)
            return false;
        at = (at + 1) % PLACES;
    }
    places[at].hash = hash;
    places[at].scenario = count.scenarios;
    count.states++;
    return true;
}

/* How it came: the threads that ran. */
static uint8_t way[DEEPEST];

static void show(unsigned depth)
{
    static const char *const names[] = {"socket", "set",    "clear",  "bind", "connect",
                                        "send",   "listen", "accept", "dup",  "close"};

    printf("# %s: comes of no order\n", trial->name);
    for (unsigned t = 0; t < THREADS; t++) {
        const struct thread *thread = &moment.threads[t];
        printf("#   thread %u:", t);
        for (unsigned i = 0; i < CALLS; i++)
            printf(" %s(%u, %u) = %ld, errno %d, chosen %u;",
                   names[thread->ops[i].call], thread->ops[i].at, thread->ops[i].what,
                   thread->outcomes[i].result, thread->outcomes[i].error,
                   thread->chosen[i]);
        printf("\n");
    }
    for (unsigned i = 0; i < 3; i++) {
        const struct endpoint *endpoint = &moment.kernel.sockets[i];
        if (endpoint->type)
            printf("#   socket %u: state %u flags %u port %u peer %u\n", i,
                   endpoint->state, endpoint->flags, endpoint->port, endpoint->peer);
    }
    printf("#   way:");
    for (unsigned i = 0; i < depth; i++)
        printf(" %u", way[i]);
    printf("\n");
}

static struct whole *moments[DEEPEST];
static unsigned differs;

static void explore(unsigned depth)
{
    bool is_end = true;

    if (depth == DEEPEST)
        abort();
    if (!is_new())
        return;
    if (!moments[depth] && !(moments[depth] = malloc(sizeof *moments[depth])))
        abort();
    save(moments[depth]);
    for (unsigned t = 0; t < THREADS; t++) {
        if (moment.threads[t].within) {
            is_end = false;
            way[depth] = (uint8_t)t;
            steps_run(t);
            count.steps++;
            explore(depth + 1);
            load(moments[depth]);
        }
    }
    if (!is_end)
        return;
    struct end end = end_of();
    enum difference found = judge(&end);
    count.found[found]++;
    if (found == NOT_PERMITTED && !differs++)
        show(depth);
}

static void begin(const struct op *first, const struct op *second)
{
    struct library library;

    memset(&moment, 0, sizeof moment);
    kernel = &moment.kernel;
    library_start(without ? "mode=off" : "", &library);
    for (unsigned i = 0; i < trial->prelude_length; i++)
        history_call(&trial->prelude[i], &steps_with);
    for (unsigned t = 0; t < THREADS; t++) {
        moment.threads[t].seen = t + 1;
        memset(&moment.threads[t].calls, 0, sizeof moment.threads[t].calls);
        memcpy(moment.threads[t].ops, t ? second : first, sizeof moment.threads[t].ops);
        steps_begin(t);
    }
}

static void try_scenario(const struct op *first, const struct op *second)
{
    count.scenarios++;
    orders_known = 0;
    without = true;
    begin(first, second);
    try_refused_orders();
    without = false;
    begin(first, second);
    try_refused_orders();
    differs = 0;
    explore(0);
    count.differ += differs != 0;
}

static unsigned find_ops(struct op *ops, unsigned own)
{
    static const uint8_t calls_of[][2] = {
        {SET, REUSEADDR},      {CLEAR, REUSEADDR},   {BIND, AT_ANY},
        {BIND, AT_OWN},        {BIND, AT_PORT_OF},   {CONNECT, TO_ACCEPTS},
        {CONNECT, TO_REFUSES}, {CONNECT, TO_UNSPEC}, {SEND, TO_ACCEPTS},
        {LISTEN, 0},           {CLOSE, 0},
    };
    unsigned found = 0;

    for (unsigned i = 0; i < sizeof calls_of / sizeof calls_of[0]; i++) {
        struct op op = {.call = calls_of[i][0],
                        .what = calls_of[i][1],
                        .at = (uint8_t)own,
                        .other = (uint8_t)!own};
        if (!trial->stream && (op.call == LISTEN || op.what == TO_REFUSES) &&
            op.call != BIND)
            continue;
        if (trial->stream && op.call == SEND)
            continue;
        if (op.call == BIND && op.what == AT_PORT_OF && trial->prelude_length < 3)
            continue;
        ops[found++] = op;
    }
    return found;
}

static bool try_trial(void)
{
    struct op ops[THREADS][OPS];
    unsigned number[THREADS];
    clock_t begun = clock();

    memset(&count, 0, sizeof count);
    memset(places, 0, sizeof places);
    for (unsigned t = 0; t < THREADS; t++)
        number[t] = find_ops(ops[t], trial->own[t]);
    unsigned firsts = number[0] * number[0], seconds = number[1] * number[1];
    for (unsigned i = 0; i < firsts; i++)
        for (unsigned j = trial->prelude_length < 3 ? i : 0; j < seconds; j++) {
            const struct op first[] = {ops[0][i / number[0]], ops[0][i % number[0]]};
            const struct op second[] = {ops[1][j / number[1]], ops[1][j % number[1]]};
            try_scenario(first, second);
        }
    printf(
        "%s - %s\n# %llu pairs of two calls, %llu states, %llu steps; ends: %llu as "
        "in some order, %llu with a refusal, %llu with another flag of a holder, %llu "
        "with both, %llu late, %llu not permitted; %.1f s\n",
        count.differ ? "not ok" : "ok", trial->name,
        (unsigned long long)count.scenarios, (unsigned long long)count.states,
        (unsigned long long)count.steps, (unsigned long long)count.found[NONE],
        (unsigned long long)count.found[REFUSED],
        (unsigned long long)count.found[FLAG_OF_HOLDER],
        (unsigned long long)count.found[BOTH_OF_THEM],
        (unsigned long long)count.found[LATE],
        (unsigned long long)count.found[NOT_PERMITTED],
        (double)(clock() - begun) / CLOCKS_PER_SEC);
    fflush(stdout);
    return !count.differ;
}

int main(int argc, char **argv)
{
    enum { TRIALS = sizeof trials / sizeof trials[0] };
    int only = -1;
    bool good = true;

    for (int option; (option = getopt(argc, argv, "t:")) != -1;)
        if (option == 't')
            only = atoi(optarg);
    const struct sockaddr nowhere = {0};
    bad_address = &nowhere; /* no address is bad here */
    printf("1..%d\n", only >= 0 ? 1 : TRIALS);
    for (int i = 0; i < TRIALS; i++) {
        trial = &trials[i];
        if (only < 0 || only == i)
            good &= try_trial();
    }
    return !good;
}
