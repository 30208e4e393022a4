/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "pcb_table.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum state { FREE, BOUND, CONNECTED, TIME_WAIT };

struct pcb {
    enum state state;
    int type;
    pid_t owner;
    int fd;
    struct end peer;
    time_t until;  /* the end of TIME_WAIT */
    uint32_t next; /* of the same port; 0 ends */
};

enum { PORTS = 1 << 16, PCBS = 1 << 17 };

static struct table {
    atomic_flag held;
    uint64_t random;
    uint32_t first[PORTS];
    uint32_t unused; /* blocks given back */
    uint32_t fresh;  /* blocks never used start here; 0 is none */
    struct pcb pcbs[PCBS];
} * table;

static unsigned time_wait_seconds;

bool pcb_table_open(const char *file, unsigned long seed, unsigned time_wait)
{
    int fd = -1, flags = MAP_SHARED;

    if (*file) {
        fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0 || ftruncate(fd, sizeof *table))
            return false;
    } else {
        flags |= MAP_ANONYMOUS;
    }
    void *map = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (fd >= 0)
        close(fd);
    if (map == MAP_FAILED)
        return false;
    table = map;
    time_wait_seconds = time_wait;
    pcb_table_lock();
    if (!table->fresh) {
        table->fresh = 1;
        table->random = seed * 2 + 1;
    }
    pcb_table_unlock();
    return true;
}

void pcb_table_lock(void)
{
    while (atomic_flag_test_and_set_explicit(&table->held, memory_order_acquire))
        sched_yield();
}

void pcb_table_unlock(void)
{
    atomic_flag_clear_explicit(&table->held, memory_order_release);
}

unsigned pcb_random(unsigned limit)
{
    /* Knuth's MMIX constants; the upper half is the better one. */
    table->random = table->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(table->random >> 33) % limit;
}

static time_t seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* A process that ended without close leaves its connections in TIME_WAIT. */
static bool is_over(struct pcb *pcb)
{
    if (pcb->state != TIME_WAIT && kill(pcb->owner, 0)) {
        if (pcb->state == BOUND || pcb->type != SOCK_STREAM)
            return true;
        pcb->state = TIME_WAIT;
        pcb->until = seconds() + time_wait_seconds;
    }
    return pcb->state == TIME_WAIT && pcb->until <= seconds();
}

/* Walks the blocks of a port, without those that are over. */
static struct pcb *next_of(uint32_t *link)
{
    while (*link && is_over(&table->pcbs[*link])) {
        uint32_t over = *link;
        *link = table->pcbs[over].next;
        table->pcbs[over].state = FREE;
        table->pcbs[over].next = table->unused;
        table->unused = over;
    }
    return *link ? &table->pcbs[*link] : NULL;
}

#define FOR_EACH(pcb, port)                                                            \
    for (struct pcb *pcb = next_of(&table->first[port]); pcb; pcb = next_of(&pcb->next))

bool pcb_is_used(int type, unsigned port)
{
    FOR_EACH(pcb, port)
    if (pcb->type == type)
        return true;
    return false;
}

bool pcb_is_bound(int type, unsigned port)
{
    FOR_EACH(pcb, port)
    if (pcb->type == type && pcb->state == BOUND)
        return true;
    return false;
}

bool pcb_is_tuple(unsigned port, const struct end *peer)
{
    FOR_EACH(pcb, port)
    if (pcb->state != BOUND && !memcmp(&pcb->peer, peer, sizeof *peer))
        return true;
    return false;
}

/* The block of each descriptor of this process; a child's own begin anew. */
static uint32_t of_fd[1 << 16];

static struct pcb *find(int fd)
{
    struct pcb *pcb = fd >= 0 && fd < 1 << 16 ? &table->pcbs[of_fd[fd]] : NULL;

    return pcb && pcb->fd == fd && pcb->owner == getpid() &&
                   (pcb->state == BOUND || pcb->state == CONNECTED)
               ? pcb
               : NULL;
}

static struct pcb *allocate(int fd, unsigned port)
{
    uint32_t index = table->unused;

    if (fd < 0 || fd >= 1 << 16 || (!index && table->fresh == PCBS))
        return NULL;
    if (index)
        table->unused = table->pcbs[index].next;
    else
        index = table->fresh++;
    struct pcb *pcb = &table->pcbs[index];
    *pcb = (struct pcb){.owner = getpid(), .fd = fd, .next = table->first[port]};
    table->first[port] = index;
    of_fd[fd] = index;
    return pcb;
}

bool pcb_add(int fd, int type, unsigned port, const struct end *peer)
{
    struct pcb *pcb = find(fd);

    if (!pcb)
        pcb = allocate(fd, port);
    if (!pcb)
        return false;
    pcb->type = type;
    pcb->state = peer ? CONNECTED : BOUND;
    if (peer)
        pcb->peer = *peer;
    return true;
}

void pcb_close(int fd, bool waits)
{
    struct pcb *pcb = find(fd);

    if (!pcb)
        return;
    pcb->until = waits ? seconds() + time_wait_seconds : 0;
    pcb->state = TIME_WAIT; /* over at once if it does not wait */
    of_fd[fd] = 0;
}

bool pcb_has(int fd)
{
    return find(fd) != NULL;
}
