/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "maps.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/queue.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
    BUFFER = 1 << 19,  /* bytes for each processor */
    WAKE = BUFFER / 4, /* when it is to be read */
    KEPT_SECONDS = 60, /* of a process that has ended */
    LONGEST = UINT16_MAX + 1,
};

/* What a record ends with (PERF_SAMPLE_TIME). */
struct ending {
    uint64_t time;
};

/* The buffers of all processors. */
static struct perf_event_mmap_page **buffers;
static long processors;
static uint32_t lost;

/* A tree of tsearch(3), by number. */
struct process {
    uint32_t number;
    uint64_t ended; /* 0: not yet */
    struct life *last;
    TAILQ_ENTRY(process) next; /* of those that have ended */
};
static void *processes;
static TAILQ_HEAD(, process) gone = TAILQ_HEAD_INITIALIZER(gone);

static int compare_processes(const void *a, const void *b)
{
    const struct process *one = a, *other = b;

    return one->number == other->number ? 0 : one->number < other->number ? -1 : 1;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The one copy of PATH that there is. */
static char *keep_path(const char *path)
{
    static void *paths;
    char **found = tsearch(path, &paths, compare_paths);

    if (found && *found == path) {
        *found = strdup(path);
        if (!*found)
            abort(); /* the tree would hold what does not stay */
    }
    return found ? *found : NULL;
}

static struct process *process_of(uint32_t number)
{
    struct process wanted = {.number = number};
    struct process **found = tfind(&wanted, &processes, compare_processes);

    return found ? *found : NULL;
}

static struct process *make_process(uint32_t number)
{
    struct process *process = process_of(number);

    if (!process && (process = calloc(1, sizeof *process))) {
        process->number = number;
        tsearch(process, &processes, compare_processes);
    }
    return process;
}

static struct life *begin_life(uint32_t number, uint64_t time)
{
    struct process *process = make_process(number);
    struct life *life = process ? calloc(1, sizeof *life) : NULL;

    if (!life)
        return NULL;
    if (process->ended) { /* the number has another process now */
        process->ended = 0;
        TAILQ_REMOVE(&gone, process, next);
    }
    life->begin = time;
    life->before = process->last;
    process->last = life;
    return life;
}

static void add_map(struct life *life, const struct map *map)
{
    if (life->count == life->room) {
        size_t room = life->room ? 2 * life->room : 8;
        struct map *more = realloc(life->map, room * sizeof *more);
        if (!more)
            return;
        life->map = more;
        life->room = room;
    }
    life->map[life->count++] = *map;
}

/* A new thread is no new process. */
static void take_fork(uint32_t child, uint32_t parent, uint64_t time)
{
    const struct process *process = child != parent ? process_of(parent) : NULL;
    struct life *life;

    if (!process || !process->last || !(life = begin_life(child, time)))
        return;
    for (size_t i = 0; i < process->last->count; i++)
        add_map(life, &process->last->map[i]);
}

static void forget(struct process *process)
{
    struct life *life, *before;

    TAILQ_REMOVE(&gone, process, next);
    tdelete(process, &processes, compare_processes);
    for (life = process->last; life; life = before) {
        before = life->before;
        free(life->map);
        free(life);
    }
    free(process);
}

static void take_exit(uint32_t number, uint64_t time)
{
    struct process *process = process_of(number);

    if (!process || process->ended)
        return;
    process->ended = time;
    TAILQ_INSERT_TAIL(&gone, process, next);
    while ((process = TAILQ_FIRST(&gone))) {
        uint64_t age = time - process->ended; /* NOLINT: what was freed is not there */
        if (age <= KEPT_SECONDS * UINT64_C(1000000000))
            break;
        forget(process);
    }
}

/* The record of PERF_RECORD_MMAP2 up to its path, as perf_event_open(2) has it. */
struct mmap_record {
    struct perf_event_header header;
    uint32_t process, thread;
    uint64_t start, length, offset;
    uint32_t major, minor;
    uint64_t inode, generation;
    uint32_t protection, flags;
    char path[];
};

static void take_mmap(const struct mmap_record *record)
{
    const struct process *process = process_of(record->process);
    struct map map = {record->start,
                      record->start + record->length,
                      record->offset,
                      record->inode,
                      record->major,
                      record->minor,
                      NULL};

    if (!process || !process->last || record->path[0] != '/')
        return;
    map.path = keep_path(record->path);
    if (map.path)
        add_map(process->last, &map);
}

static void take_record(const struct perf_event_header *header, uint64_t time)
{
    const uint32_t *word = (const uint32_t *)(header + 1);

    switch (header->type) {
    case PERF_RECORD_COMM: /* process, thread, name */
        if (header->misc & PERF_RECORD_MISC_COMM_EXEC)
            begin_life(word[0], time);
        break;
    case PERF_RECORD_FORK: /* process, of parent, thread, ... */
        take_fork(word[0], word[1], time);
        break;
    case PERF_RECORD_EXIT:
        if (word[0] == word[2])
            take_exit(word[0], time);
        break;
    case PERF_RECORD_MMAP2:
        take_mmap((const struct mmap_record *)header);
        break;
    case PERF_RECORD_LOST: /* its identity, how many: 64 bits each */
        lost += word[2];
        break;
    default:
        break;
    }
}

/* Copies SIZE bytes that are at AT of the buffer, which is a ring. */
static void copy(const struct perf_event_mmap_page *buffer, uint64_t at, void *to,
                 size_t size)
{
    const char *data = (const char *)buffer + buffer->data_offset;
    size_t from = at % BUFFER, first = size < BUFFER - from ? size : BUFFER - from;

    memcpy(to, data + from, first);
    memcpy((char *)to + first, data, size - first);
}

/* The time of the record that comes next in BUFFER; UINT64_MAX if there is none. */
static uint64_t next_time(const struct perf_event_mmap_page *buffer)
{
    uint64_t head = __atomic_load_n(&buffer->data_head, __ATOMIC_ACQUIRE);
    struct perf_event_header header;
    struct ending ending;

    if (buffer->data_tail == head)
        return UINT64_MAX;
    copy(buffer, buffer->data_tail, &header, sizeof header);
    copy(buffer, buffer->data_tail + header.size - sizeof ending, &ending,
         sizeof ending);
    return ending.time;
}

static void take_next(struct perf_event_mmap_page *buffer, uint64_t time)
{
    static _Alignas(uint64_t) char record[LONGEST];
    struct perf_event_header header;

    copy(buffer, buffer->data_tail, &header, sizeof header);
    copy(buffer, buffer->data_tail, record, header.size);
    __atomic_store_n(&buffer->data_tail, buffer->data_tail + header.size,
                     __ATOMIC_RELEASE);
    take_record((const struct perf_event_header *)record, time);
}

/* In the order of time over all processors; what comes meanwhile waits, since what was
 * before it on another one may not be there yet. */
void maps_drain(void)
{
    struct timespec clock;
    uint64_t now, time = 0;

    clock_gettime(CLOCK_MONOTONIC, &clock);
    now = (uint64_t)clock.tv_sec * 1000000000 + (uint64_t)clock.tv_nsec;
    while (time < now) {
        struct perf_event_mmap_page *first = NULL;
        time = now;
        for (long i = 0; i < processors; i++) {
            uint64_t its = buffers[i] ? next_time(buffers[i]) : UINT64_MAX;
            if (its < time) {
                time = its;
                first = buffers[i];
            }
        }
        if (first)
            take_next(first, time);
    }
}

static int open_one(int processor)
{
    struct perf_event_attr event = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof event,
        .config = PERF_COUNT_SW_DUMMY,
        .sample_type = PERF_SAMPLE_TIME,
        .mmap = 1,
        .mmap2 = 1,
        .comm = 1,
        .comm_exec = 1,
        .task = 1,
        .sample_id_all = 1,
        .exclude_kernel = 1,
        .watermark = 1,
        .wakeup_watermark = WAKE,
        .use_clockid = 1,
        .clockid = CLOCK_MONOTONIC,
    };

    return (int)syscall(SYS_perf_event_open, &event, -1, processor, -1,
                        PERF_FLAG_FD_CLOEXEC);
}

/* A processor that is switched off has no event: ENODEV. */
static bool listen_on(int processor, int epoll)
{
    struct epoll_event ready = {.events = EPOLLIN};
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int fd = open_one(processor);

    if (fd < 0)
        return errno == ENODEV;
    void *buffer = mmap(NULL, page + BUFFER, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (buffer == MAP_FAILED || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ready))
        return false;
    buffers[processor] = buffer;
    return true;
}

int maps_open(void)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);

    processors = sysconf(_SC_NPROCESSORS_CONF);
    buffers = calloc((size_t)processors, sizeof(struct perf_event_mmap_page *));
    if (!buffers)
        processors = 0;
    for (int i = 0; epoll >= 0 && i < processors; i++) {
        if (listen_on(i, epoll))
            continue;
        int error = errno;
        processors = 0;
        close(epoll);
        errno = error;
        return -1;
    }
    return epoll;
}

const struct life *maps_find(uint32_t number, uint64_t time)
{
    const struct process *process = process_of(number);
    const struct life *life = process ? process->last : NULL;

    while (life && life->begin > time)
        life = life->before;
    return life;
}

uint32_t maps_lost(void)
{
    uint32_t now = lost;

    lost = 0;
    return now;
}
