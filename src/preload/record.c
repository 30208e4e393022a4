/* SPDX-License-Identifier: ISC */
#include "next.h"

#include "record.h"

#include "caller_memory.h"
#include "command_line.h"
#include "places.h"
#include "reuse_options.h"
#include "slots.h"
#include "socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/*
 * By the number of a descriptor, for SO_REUSEADDR and for the others: the place that
 * set the flag last (0: not known), whether that socket was counted as a client since,
 * and the number's upper bits.  A hint: whether a flag is set is always the kernel's
 * word.  Mapped with a report only, for also what nobody touches costs at each start.
 */
static _Atomic uint32_t (*setters)[1 << 16];

enum {
    SETTER_PLACE = 0x1fff, /* of the slots of report_file.h */
    SETTER_COUNTED = 0x2000,
    SETTER_RETRY = 0x4000, /* counted, and its call failed and left no port */
    SETTER_UPPER = 16,     /* a shift */
};

_Static_assert(REPORT_PLACES <= SETTER_PLACE + 1, "a place fits");

bool record_make_room(void)
{
    void *memory = mmap(NULL, 2 * sizeof *setters, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANON, -1, 0);

    if (memory == MAP_FAILED)
        return false;
    setters = memory;
    return true;
}

/* The row of the table that is for FLAG. */
static _Atomic uint32_t *setters_of(unsigned flag)
{
    return setters[flag != REUSE_ADDR];
}

static uint32_t setter_of(int fd, unsigned flag)
{
    uint32_t setter =
        atomic_load_explicit(&setters_of(flag)[(uint16_t)fd], memory_order_relaxed);

    return setter >> SETTER_UPPER == (uint32_t)fd >> SETTER_UPPER ? setter : 0;
}

/* Who set one of FLAGS; where the kernel does not tell which are set, any that was. */
static uint32_t setter_of_any(int fd, unsigned flags)
{
    uint32_t setter = flags & REUSE_ADDR || !flags ? setter_of(fd, REUSE_ADDR) : 0;

    return setter & SETTER_PLACE || flags == REUSE_ADDR
               ? setter
               : setter_of(fd, ~(unsigned)REUSE_ADDR);
}

static void remember_setter(int fd, unsigned flag, uint32_t setter)
{
    uint32_t upper = (uint32_t)fd >> SETTER_UPPER << SETTER_UPPER;

    atomic_store_explicit(&setters_of(flag)[(uint16_t)fd], setter | upper,
                          memory_order_relaxed);
}

/* Gives the socket these MARKS and no others, whoever set its flags. */
static void mark(int fd, uint32_t marks)
{
    for (unsigned flag = REUSE_ADDR; flag <= REUSE_ADDR + 1; flag++)
        remember_setter(fd, flag, (setter_of(fd, flag) & SETTER_PLACE) | marks);
}

static void count(_Atomic uint32_t *low, _Atomic uint32_t *carry)
{
    if (atomic_fetch_add_explicit(low, 1, memory_order_relaxed) == UINT32_MAX)
        atomic_fetch_add_explicit(carry, 1, memory_order_relaxed);
}

void record_flag_set(int fd, unsigned flag, const void *caller)
{
    count(&report->start.header.flags_set, &report->start.header.set_carry);
    mark(fd, 0);
    remember_setter(fd, flag, places_find(caller));
}

/* This process among the programs, entered when it has something to tell. */
static unsigned program_slot(void)
{
    static _Atomic uint16_t known;
    struct slots slots = {report->programs, sizeof command_line, REPORT_PROGRAMS,
                          sizeof command_line -
                              offsetof(struct report_program, length)};
    unsigned slot = atomic_load_explicit(&known, memory_order_relaxed);

    if (!slot) {
        slot = slots_find(&slots, &command_line.length,
                          &report->start.header.lost_programs);
        atomic_store_explicit(&known, (uint16_t)slot, memory_order_relaxed);
    }
    return slot;
}

/* How much is read of ADDRESS, of which at least a sockaddr_in is there. */
static size_t size_read(const struct sockaddr *address)
{
    return address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                          : sizeof(struct sockaddr_in);
}

/* Can the address be read before the kernel did? */
static bool is_there(const struct sockaddr *address, socklen_t length)
{
    return address && length >= sizeof(struct sockaddr_in) &&
           caller_memory_is_there(address, sizeof(struct sockaddr_in)) &&
           length >= size_read(address) &&
           caller_memory_is_there(address, size_read(address));
}

/* The port, with the address in WORD; AF_UNSPEC is taken for AF_INET where it matters.
 */
static uint32_t read_address(const struct sockaddr *address, uint32_t word[4])
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    memcpy(&in, address, sizeof in);
    if (in.sin_family != AF_INET6) {
        memcpy(word, &in.sin_addr, sizeof in.sin_addr);
        return ntohs(in.sin_port) | REPORT_HAS_ADDRESS;
    }
    memcpy(&in6, address, sizeof in6);
    memcpy(word, &in6.sin6_addr, sizeof in6.sin6_addr);
    return ntohs(in6.sin6_port) | REPORT_HAS_ADDRESS;
}

/* An IPv6 socket takes IPv4 addresses for datagrams (udpv6_sendmsg in net/ipv6/udp.c);
 * its row has them mapped (RFC 4291, 2.5.5.2). */
static void map_to_ipv6(uint32_t word[4])
{
    word[3] = word[0];
    word[2] = htonl(0xffff);
    word[0] = 0;
}

static void write_address(struct report_address *to, const struct sockaddr *address,
                          uint8_t family)
{
    uint32_t word[4] = {0}, port = read_address(address, word);

    if (family == REPORT_IPV6 && address->sa_family != AF_INET6)
        map_to_ipv6(word);
    for (int i = 0; i < 4; i++)
        atomic_store_explicit(&to->word[i], word[i], memory_order_relaxed);
    atomic_store_explicit(&to->port, port, memory_order_relaxed);
    atomic_store_explicit(&to->check, report_address_check(word, port),
                          memory_order_relaxed);
}

COLD static void write_addresses(struct report_row *row, const struct sockaddr *address)
{
    if (!atomic_load_explicit(&row->first.check, memory_order_relaxed))
        write_address(&row->first, address, row->key.family);
    write_address(&row->last, address, row->key.family);
}

static enum report_port port_in_report(enum port_origin origin)
{
    switch (origin) {
    case PORT_OWN:
        return REPORT_OWN_PORT;
    case PORT_BIND_ANY:
        return REPORT_ANY_PORT;
    case PORT_LEFT_OVER:
        return REPORT_LEFT_OVER;
    case PORT_NONE:
        break;
    }
    return REPORT_NO_PORT;
}

static enum report_occasion occasion_in_report(enum occasion occasion)
{
    switch (occasion) {
    case TO_BIND_ANY:
        return REPORT_BIND_ANY;
    case TO_SEND:
        return REPORT_SEND;
    case TO_CONNECT:
        break;
    }
    return REPORT_CONNECT;
}

static enum report_deed deed(const struct choice *choice, const struct record *record)
{
    if (!record->cleared)
        return REPORT_LEFT;
    return choice->action == CLEAR ? REPORT_CLEARED : REPORT_AROUND;
}

/* FreeBSD's third option shares ports like SO_REUSEPORT. */
static uint8_t flags_in_report(unsigned flags)
{
    return (uint8_t)((flags & REUSE_ADDR ? REPORT_REUSEADDR : 0) |
                     (flags & ~(unsigned)REUSE_ADDR ? REPORT_REUSEPORT : 0));
}

static struct report_row *find_row(const struct report_row_key *key)
{
    struct slots slots = {report->rows, sizeof(struct report_row), REPORT_ROWS,
                          sizeof *key};
    unsigned slot = slots_find(&slots, key, &report->start.header.lost_rows);

    return slot ? &report->rows[slot] : NULL;
}

/* Of the row's first socket alone, for it takes a system call. */
COLD static void learn_protocol(struct report_row *row, int fd)
{
    if (!row->key.protocol)
        atomic_store_explicit(&row->learned_protocol, (uint32_t)socket_protocol(fd),
                              memory_order_relaxed);
}

/*
 * Not by time(): to bind that name glibc looks into the vDSO at each start
 * (sysdeps/unix/sysv/linux/x86/time.c), which took 7 microseconds.  The coarse clock is
 * in the vDSO whatever the machine's clock source, and so never a system call
 * (__cvdso_clock_gettime_common in lib/vdso/gettimeofday.c).
 */
static uint32_t seconds_now(void)
{
    struct timespec now = {0, 0};

#ifdef CLOCK_REALTIME_COARSE
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
#else
    clock_gettime(CLOCK_REALTIME, &now);
#endif
    return (uint32_t)now.tv_sec;
}

static void count_socket(struct report_row *row, int fd)
{
    uint32_t now = seconds_now(), never = 0;

    if (atomic_compare_exchange_strong_explicit(
            &row->first_time, &never, now, memory_order_relaxed, memory_order_relaxed))
        learn_protocol(row, fd);
    atomic_store_explicit(&row->last_time, now, memory_order_relaxed);
    count(&row->count, &row->carry);
}

/* Is there nothing to be said of the socket, or was it said before? */
static bool is_known(const struct choice *choice, const struct record *record,
                     uint32_t setter)
{
    /* Nobody was heard to set it, and the kernel does not tell: it may not be set. */
    if (!record->flags && !(setter & SETTER_PLACE))
        return true;
    /* Without a port it is another socket with that number, or this one's next try. */
    return setter & (choice->port ? SETTER_COUNTED : SETTER_RETRY);
}

void record_choice(struct choice *choice, const struct record *record)
{
    uint32_t setter = setter_of_any(choice->fd, record->flags);

    if (setter & SETTER_RETRY)
        mark(choice->fd, SETTER_COUNTED);
    if (is_known(choice, record, setter))
        return;
    struct report_row_key key = {
        .program = (uint16_t)program_slot(),
        .setter = setter & SETTER_PLACE,
        .caller = (uint16_t)places_find(choice->caller),
        .family = choice->family == AF_INET6 ? REPORT_IPV6 : REPORT_IPV4,
        .flags = flags_in_report(record->flags),
        .occasion = (uint8_t)occasion_in_report(choice->occasion),
        .port = (uint8_t)port_in_report(choice->origin),
        .verdict = (uint8_t)record->verdict,
        .deed = (uint8_t)deed(choice, record),
    };
    if (settings.mode == MODE_AUDIT)
        key.protocol = (uint16_t)socket_protocol(choice->fd);
    if (choice->occasion != TO_BIND_ANY)
        mark(choice->fd, SETTER_COUNTED);
    struct report_row *row = find_row(&key);
    if (!row)
        return;
    count_socket(row, choice->fd);
    if (is_there(record->address, record->length))
        write_addresses(row, record->address);
    else if (record->address)
        choice->later = (struct record_later){row, record->address, record->length};
}

void record_no_port(int fd)
{
    if (setter_of(fd, REUSE_ADDR) & SETTER_COUNTED)
        mark(fd, SETTER_COUNTED | SETTER_RETRY);
}

void record_later(struct choice *choice)
{
    const struct record_later *later = &choice->later;

    if (later->length >= sizeof(struct sockaddr_in) &&
        later->length >= size_read(later->address))
        write_addresses(later->row, later->address);
}
