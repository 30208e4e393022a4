/* SPDX-License-Identifier: ISC */
/*
 * Every history of so many calls, on the model of one kernel, without the library and
 * with it; and each of them again for each call of the library's own that can fail.
 */
#include "config.h"

#include "ops.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* What is tried: which sockets, which calls, with which settings. */
#define BOTH (REUSEADDR | REUSEPORT)

static const struct trial trials[] = {
    {.name = "all calls",
     .settings = "",
     .promised = {BOTH, .clients_lack = true},
     .failing_addresses = true},
    {.name = "ports given again, descriptors from 0 on",
     .settings = "",
     .promised = {BOTH, .clients_lack = true},
     .give_again = true,
     .from_zero = true},
    {.name = "both flags",
     .settings = "",
     .promised = {BOTH, .clients_lack = true},
     .both_flags = true},
    {.name = "sendmsg",
     .settings = "",
     .promised = {BOTH, .clients_lack = true},
     .failing_addresses = true,
     .send = SENDMSG},
    {.name = "sendmmsg",
     .settings = "",
     .promised = {BOTH, .clients_lack = true},
     .failing_addresses = true,
     .no_streams = true,
     .send = SENDMMSG},
    {.name = "descriptors beyond 65,535",
     .settings = "",
     .promised = {BOTH, .clients_lack = true},
     .first_descriptor = 70000},
    {.name = "mode=restore",
     .settings = "mode=restore",
     .promised = {BOTH, .clients_lack = false}},
    {.name = "mode=audit",
     .settings = "mode=audit",
     .promised = {.flags = 0},
     .failing_addresses = true},
    {.name = "mode=off", .settings = "mode=off", .promised = {.flags = 0}},
    {.name = "bound=strip",
     .settings = "bound=strip",
     .promised = {BOTH, .clients_lack = true, .bound = true}},
    {.name = "reuseport=keep",
     .settings = "reuseport=keep",
     .promised = {REUSEADDR, .clients_lack = true},
     .both_flags = true,
     .failing_addresses = true},
    {.name = "inherited=yes",
     .settings = "inherited=yes",
     .promised = {BOTH, .clients_lack = true, .inherited = true}},
};

static const struct trial *trial;

/* The history that is being tried. */
static struct op path[32];
static unsigned path_length;

static struct {
    uint64_t made, states, permitted, failures;
} count;

/* Who calls: the program alone, and the program with the library. */
static unsigned port_of(int fd)
{
    const struct endpoint *endpoint = kernel_endpoint(fd);

    return endpoint ? endpoint->named : 0;
}

static unsigned port_at(enum address address)
{
    switch (address) {
    case TO_REFUSES:
        return PEER_REFUSES;
    case TO_SILENT:
        return PEER_SILENT;
    case TO_INTERRUPTED:
        return PEER_INTERRUPTED;
    case TO_UNREACHABLE:
        return PEER_UNREACHABLE;
    case AT_OWN:
    case AT_FOREIGN_OWN:
        return PORT_OWN_CHOICE;
    case TO_ACCEPTS:
    case TO_SHORT:
        return PEER_ACCEPTS;
    default:
        return 0;
    }
}

static int program_setsockopt(int fd, int level, int option, const void *value,
                              socklen_t length)
{
    calls.setting = true;
    int result = kernel_setsockopt(fd, level, option, value, length);
    calls.setting = false;
    return result;
}

static int with_setsockopt(int fd, int level, int option, const void *value,
                           socklen_t length)
{
    calls.setting = true;
    int result = library_setsockopt(fd, level, option, value, length);
    calls.setting = false;
    return result;
}

static struct caller without = {
    .socket = kernel_socket,
    .setsockopt = program_setsockopt,
    .bind = kernel_bind,
    .connect = kernel_connect,
    .sendto = kernel_sendto,
    .listen = kernel_listen,
    .accept = kernel_accept,
    .dup = kernel_dup,
    .close = kernel_close,
    .port_of = port_of,
    .port_at = port_at,
};

static struct caller with;

static void choose_callers(void)
{
    with = without;
    with.setsockopt = with_setsockopt;
    with.bind = library_bind;
    with.connect = library_connect;
    with.sendto = library_sendto;
    with.sendmsg = trial->send == SENDTO    ? NULL
                   : trial->send == SENDMSG ? library_sendmsg
                                            : library_sendmmsg_one;
}

static struct outcome make(const struct op *op, struct kernel *on,
                           const struct caller *caller)
{
    kernel = on;
    process = op->process;
    calls.connecting = op->call == CONNECT || op->call == SEND;
    if (op->call == FORK)
        kernel_fork();
    else if (op->call == ANSWER)
        kernel_answer(first_descriptor + op->at, op->what);
    else
        return history_call(op, caller);
    return (struct outcome){0, UNTOUCHED};
}

/* Makes one call in both worlds.  What of the library's calls is to fail is in `calls`.
 */
static enum verdict step(const struct op *op, const struct world *before,
                         struct world *after, const char **why)
{
    struct calls failure = calls;

    memcpy(after, before, sizeof *after);
    calls = (struct calls){0};
    struct outcome without_it = make(op, &after->without, &without);
    calls = failure;
    library_load(&after->libraries[op->process]);
    struct outcome with_it = make(op, &after->with, &with);
    library_save(&after->libraries[op->process]);
    if (op->call == FORK) {
        after->libraries[1] = after->libraries[0];
        after->processes = 2;
    }
    count.made++;
    return promises_kept(op, before, after, without_it, with_it, why);
}

/*
 * How many histories go on from a state, by the state's hash: a state that was reached
 * before, by other calls, is not tried again.
 */
static struct place {
    uint64_t hash, histories;
} * places;
static uint64_t places_size, places_used;

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15;
    return hash ^ hash >> 29;
}

/* The time of hints.h counts only as far as it is now or was before. */
static uint64_t hash_of(const struct world *world, unsigned left)
{
    struct world same;
    uint64_t hash = left, word;

    memcpy(&same, world, sizeof same);
    if (give_again)
        same.without.last = same.with.last = 0;
    for (unsigned p = 0; p < PROCESSES; p++) {
        struct library *library = &same.libraries[p];
        for (unsigned i = 0; i < DESCRIPTORS; i++)
            library->harmless[i] = (library->harmless[i] ^
                                    ((unsigned)first_descriptor + i)) == library->clock;
        library->clock = library->clock != 0;
    }
    for (size_t at = 0; at < sizeof same; at += sizeof word) {
        word = 0;
        memcpy(&word, (const char *)&same + at,
               sizeof same - at < sizeof word ? sizeof same - at : sizeof word);
        hash = mix(hash, word);
    }
    return hash ? hash : 1;
}

static struct place *find_place(uint64_t hash)
{
    uint64_t at = hash & (places_size - 1);

    while (places[at].hash && places[at].hash != hash)
        at = (at + 1) & (places_size - 1);
    return &places[at];
}

static void make_places(uint64_t size)
{
    struct place *old = places;
    uint64_t old_size = places_size;

    places = calloc(size, sizeof *places);
    if (!places) {
        perror("histories");
        exit(1);
    }
    places_size = size;
    for (uint64_t i = 0; i < old_size; i++)
        if (old[i].hash)
            *find_place(old[i].hash) = old[i];
    free(old);
}

static void remember(uint64_t hash, uint64_t histories)
{
    if (2 * ++places_used > places_size)
        make_places(2 * places_size);
    *find_place(hash) = (struct place){hash, histories};
}

_Noreturn static void show(const char *why)
{
    printf("not ok - %s: %s\n", trial->name, why);
    if (calls.fail_from)
        printf("# the library's call %u%s fails with %s\n", calls.fail_from,
               calls.all_fail ? " and all later ones" : "", strerror(calls.error));
    history_print_c(stdout, path, path_length);
    fflush(stdout);
    _exit(1);
}

static void on_signal(int number)
{
    (void)number;
    show("memory is read that the kernel has not read");
}

static uint64_t explore(const struct world *world, unsigned left, bool failing);

/* Makes the call OP and, if the histories go on from there, those; how many are they?
 */
static uint64_t try_call(const struct op *op, const struct world *before, unsigned left,
                         bool failing)
{
    struct world after;
    const char *why;
    uint64_t histories = 1;

    path[path_length++] = *op;
    switch (step(op, before, &after, &why)) {
    case BROKEN:
        show(why);
    case DIFFERS_AS_PERMITTED:
        count.permitted++;
        break;
    case KEPT: {
        struct calls saved = calls;
        if (calls.all_fail)
            after.broken = (uint8_t)calls.error;
        if (left > 1)
            histories = explore(&after, left - 1, failing);
        calls = saved;
    }
    }
    path_length--;
    return histories;
}

/* What the man pages and sandboxes name, and two that programs wait for. */
static const int errors[] = {EPERM,      EACCES, EBADF,  ENOTSOCK,   ENOBUFS,
                             EINTR,      ENOSYS, EINVAL, EADDRINUSE, EINPROGRESS,
#ifdef ENOTCAPABLE
                             ENOTCAPABLE
#endif
};

/* The same call again, once for each call of the library's that can fail. */
static uint64_t try_failures(const struct op *op, const struct world *before,
                             unsigned left, unsigned by_library)
{
    uint64_t histories = 0;

    for (unsigned at = 1; at <= by_library; at++)
        for (unsigned i = 0; i < 2 * sizeof errors / sizeof errors[0]; i++) {
            calls = (struct calls){
                .fail_from = at, .all_fail = i % 2, .error = errors[i / 2]};
            count.failures++;
            histories += try_call(op, before, left, false);
        }
    return histories;
}

static uint64_t explore(const struct world *world, unsigned left, bool failing)
{
    uint64_t hash = hash_of(world, left), histories = 0;
    struct place *place = find_place(hash);
    struct ops ops;

    if (place->hash)
        return place->histories;
    count.states++;
    find_ops(&ops, world, trial);
    for (unsigned i = 0; i < ops.length; i++) {
        calls = (struct calls){0};
        if (world->broken)
            calls = (struct calls){
                .fail_from = 1, .all_fail = true, .error = world->broken};
        histories += try_call(&ops.list[i], world, left, failing);
        if (failing && calls.by_library)
            histories += try_failures(&ops.list[i], world, left, calls.by_library);
    }
    remember(hash, histories);
    return histories;
}

static void try_trial(unsigned number, unsigned length, bool failing)
{
    struct world world;

    trial = &trials[number];
    choose_callers();
    first_descriptor = trial->from_zero          ? 0
                       : trial->first_descriptor ? trial->first_descriptor
                                                 : 3;
    give_again = trial->give_again;
    promised = trial->promised;
    memset(&world, 0, sizeof world);
    memset(&count, 0, sizeof count);
    places_size = places_used = 0;
    free(places);
    places = NULL;
    make_places(1 << 12);
    world.processes = 1;
    library_start(trial->settings, &world.libraries[0]);
    clock_t begun = clock();
    uint64_t histories = 0;
    for (unsigned i = 1; i <= length; i++) /* so that the shortest is shown */
        histories = explore(&world, i, failing);
    printf("ok - %s, %s, %u calls%s\n# %llu histories through %llu states, %llu "
           "calls made; %llu times refused as permitted; %.1f s\n",
           system_name, trial->name, length, failing ? ", the library's own fail" : "",
           (unsigned long long)histories, (unsigned long long)count.states,
           (unsigned long long)count.made, (unsigned long long)count.permitted,
           (double)(clock() - begun) / CLOCKS_PER_SEC);
    if (failing)
        printf("# %llu times a call of the library's own failed\n",
               (unsigned long long)count.failures);
    fflush(stdout);
}

static void map_bad_address(void)
{
    void *map = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (map == MAP_FAILED) {
        perror("histories: mmap");
        exit(1);
    }
    bad_address = map;
    signal(SIGSEGV, on_signal);
}

int main(int argc, char **argv)
{
    enum { TRIALS = sizeof trials / sizeof trials[0] };
    unsigned length = 5, failing = 3;
    int only = -1;

    for (int option; (option = getopt(argc, argv, "n:f:t:")) != -1;) {
        if (option == 'n')
            length = (unsigned)atoi(optarg);
        else if (option == 'f')
            failing = (unsigned)atoi(optarg);
        else if (option == 't')
            only = atoi(optarg);
        else
            return 2;
    }
    map_bad_address();
    printf("1..%d\n", only >= 0 ? 2 : 2 * TRIALS);
    for (int i = 0; i < TRIALS; i++) {
        if (only >= 0 && i != only)
            continue;
        try_trial((unsigned)i, length, false);
        try_trial((unsigned)i, failing, true);
    }
    return 0;
}
