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
    {"one stream", {{OPEN, .at = STREAM, .what = 1}}, 1, {0, 0}, true},
    {"one datagram socket", {{OPEN, .at = DATAGRAM, .what = 1}}, 1, {0, 0}, false},
};

static struct {
    uint64_t scenarios, states, steps, ends, refused, differ;
} count;

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

static struct end orders[ORDERS];
static unsigned orders_known;

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
        orders[orders_known++] = end_of();
    free(before);
}

static bool is_of_an_order(const struct end *end)
{
    for (unsigned i = 0; i < orders_known; i++)
        if (!memcmp(end, &orders[i], sizeof *end))
            return true;
    return false;
}

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

/* How it came: the thread that ran, or THREADS + that one, whose store was let out. */
static uint8_t way[DEEPEST];
static const struct trial *trial;

static void show(const char *what)
{
    static const char *const names[] = {"socket", "set",    "clear",  "bind", "connect",
                                        "send",   "listen", "accept", "dup",  "close"};

    printf("# %s: %s\n", trial->name, what);
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
}

/* A bind that meets another thread's call on the socket that holds the port may find
 * the flag off that is set again in that call. */
static bool is_refused(const struct end *end)
{
    for (unsigned t = 0; t < THREADS; t++)
        for (unsigned i = 0; i < CALLS; i++)
            if (end->outcomes[t][i].result && end->outcomes[t][i].error == EADDRINUSE)
                return true;
    return false;
}

static struct whole *moments[DEEPEST];
static bool differs;

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
    count.ends++;
    if (is_of_an_order(&end))
        return;
    if (is_refused(&end)) {
        count.refused++;
        return;
    }
    if (!differs && getenv("SHOW")) {
        show("comes of no order");
        printf("#   way:");
        for (unsigned i = 0; i < depth; i++)
            printf(" %u", way[i]);
        printf("\n");
    }
    differs = true;
}

static void begin(const struct op *first, const struct op *second)
{
    struct library library;

    memset(&moment, 0, sizeof moment);
    kernel = &moment.kernel;
    library_start("", &library);
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
    begin(first, second);
    orders_known = 0;
    try_orders();
    differs = false;
    explore(0);
    count.differ += differs;
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
        if (op.call == BIND && op.what == AT_PORT_OF && trial->own[0] == trial->own[1])
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
        for (unsigned j = 0; j < seconds; j++) {
            const struct op first[] = {ops[0][i / number[0]], ops[0][i % number[0]]};
            const struct op second[] = {ops[1][j / number[1]], ops[1][j % number[1]]};
            try_scenario(first, second);
        }
    printf("%s - %s\n# %llu pairs of two calls, %llu states, %llu steps, %llu ends; "
           "%llu times "
           "refused in between, %llu differ; %.1f s\n",
           count.differ ? "not ok" : "ok", trial->name,
           (unsigned long long)count.scenarios, (unsigned long long)count.states,
           (unsigned long long)count.steps, (unsigned long long)count.ends,
           (unsigned long long)count.refused, (unsigned long long)count.differ,
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
