/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "recorder.h"

#include "callsite.h"
#include "command_line.h"
#include "fix/hints.h"
#include "fix/observe.h"
#include "fix/socket.h"
#include "fix/start.h"
#include "report_tables.h"
#include "slots.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

/*
 * By the number of a descriptor, for SO_REUSEADDR and for the others: the place that
 * set the flag last (0: not known), whether that socket was counted as a client since,
 * and the number's upper bits.  A hint: whether a flag is set is always the kernel's
 * word, and of two descriptors that share an entry the first one's setter is not known.
 */
enum { SETTERS = 1 << 14 };
static _Atomic uint32_t setters[2][SETTERS];

enum {
    SETTER_PLACE = 0x1fff, /* of the slots of report_file.h */
    SETTER_COUNTED = 0x2000,
    SETTER_RETRY = 0x4000, /* counted, and its call failed and left no port */
    SETTER_UPPER = 15,     /* a shift; 17 bits are more than a descriptor has left */
};

_Static_assert(REPORT_PLACES <= SETTER_PLACE + 1, "a place fits");

/* Likewise: the row that counts it since bind to port 0 gave it a port, 0 if none. */
static _Atomic uint32_t bound_rows[SETTERS];

enum { BOUND_ROW = 0x3fff };

_Static_assert(REPORT_ROWS <= BOUND_ROW + 1, "a row fits");

/* The row of the table that is for FLAG. */
static _Atomic uint32_t *setters_of(unsigned flag)
{
    return setters[flag != FLAG_REUSEADDR];
}

/* What tells FD from the others that share its entry. */
static uint32_t upper_of(int fd)
{
    return (uint32_t)fd / SETTERS << SETTER_UPPER;
}

static uint32_t setter_of(int fd, unsigned flag)
{
    uint32_t setter = atomic_load_explicit(&setters_of(flag)[(unsigned)fd % SETTERS],
                                           memory_order_relaxed);

    return (setter ^ upper_of(fd)) >> SETTER_UPPER ? 0 : setter;
}

/* Who set one of FLAGS; where the kernel does not tell which are set, any that was. */
static uint32_t setter_of_any(int fd, unsigned flags)
{
    uint32_t setter =
        flags & FLAG_REUSEADDR || !flags ? setter_of(fd, FLAG_REUSEADDR) : 0;

    return setter & SETTER_PLACE || flags == FLAG_REUSEADDR
               ? setter
               : setter_of(fd, ~(unsigned)FLAG_REUSEADDR);
}

static void remember_setter(int fd, unsigned flag, uint32_t setter)
{
    atomic_store_explicit(&setters_of(flag)[(unsigned)fd % SETTERS],
                          setter | upper_of(fd), memory_order_relaxed);
}

static void remember_row(int fd, uint32_t row)
{
    atomic_store_explicit(&bound_rows[(unsigned)fd % SETTERS], row | upper_of(fd),
                          memory_order_relaxed);
}

/* Gives the socket these MARKS and no others, whoever set its flags. */
static void mark(int fd, uint32_t marks)
{
    for (unsigned flag = FLAG_REUSEADDR; flag <= FLAG_REUSEADDR + 1; flag++)
        remember_setter(fd, flag, (setter_of(fd, flag) & SETTER_PLACE) | marks);
}

static void count(_Atomic uint32_t *low, _Atomic uint32_t *carry)
{
    if (atomic_fetch_add_explicit(low, 1, memory_order_relaxed) == UINT32_MAX)
        atomic_fetch_add_explicit(carry, 1, memory_order_relaxed);
}

static void record_flag_set(int fd, unsigned flag, const void *caller)
{
    count(&report->start.header.flags_set, &report->start.header.set_carry);
    mark(fd, 0);
    remember_setter(fd, flag, report_tables() ? callsite_find(caller, true) : 0);
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

/* How many bytes an address of its family has. */
static size_t size_of(const struct sockaddr *address)
{
    return address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                          : sizeof(struct sockaddr_in);
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
    case PORT_FAILED:
        return REPORT_FAILED_PORT;
    case PORT_NONE:
        break;
    }
    return REPORT_NO_PORT;
}

static enum report_call call_in_report(enum call call)
{
    switch (call) {
    case CALL_BIND_ANY:
        return REPORT_BIND_ANY;
    case CALL_SEND:
        return REPORT_SEND;
    case CALL_CONNECT:
    case CALL_SET_FLAG:
        break;
    }
    return REPORT_CONNECT;
}

static enum report_action action_in_report(const struct event *event)
{
    if (!event->cleared)
        return REPORT_LEFT;
    return event->action == CLEAR ? REPORT_CLEARED : REPORT_AROUND;
}

/* What does the rule say of the socket? */
static enum report_verdict verdict_of(const struct event *event)
{
    if (event->action != LEAVE)
        return event->call == CALL_BIND_ANY ? REPORT_PROTECT : REPORT_CLIENT;
    if (event->flags.set && !(event->flags.set & flags_to_clear()))
        return REPORT_KEPT_SETTING;
    return event->connected_or_listens ? REPORT_KEPT_CONNECTED : REPORT_KEPT_PORT;
}

static uint8_t flags_in_report(unsigned flags)
{
    return (uint8_t)((flags & FLAG_REUSEADDR ? REPORT_REUSEADDR : 0) |
                     (flags & ~(unsigned)FLAG_REUSEADDR ? REPORT_REUSEPORT : 0));
}

static struct report_row *find_row(const struct report_row_key *key)
{
    struct slots slots = {report->rows, sizeof(struct report_row), REPORT_ROWS,
                          sizeof *key};
    unsigned slot = slots_find(&slots, key, &report->start.header.lost_rows);

    return slot ? &report->rows[slot] : NULL;
}

#ifdef SO_PROTOCOL
static int socket_protocol(int fd)
{
    int protocol;
    socklen_t length = sizeof protocol;

    return getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) ? 0 : protocol;
}
#else
static int socket_protocol(int fd)
{
    int type = socket_type(fd);

    return type == SOCK_STREAM ? IPPROTO_TCP : type == SOCK_DGRAM ? IPPROTO_UDP : 0;
}
#endif

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
static bool is_known(const struct event *event, uint32_t setter)
{
    /* Nobody was heard to set it, and the kernel does not tell: it may not be set. */
    if (!event->flags.set && !(setter & SETTER_PLACE))
        return true;
    /* Without a port it is another socket with that number, or this one's next try. */
    return setter & (event->port ? SETTER_COUNTED : SETTER_RETRY);
}

/*
 * Did the kernel read the address?  Refused calls aside it did, since it is read before
 * all that needs it (move_addr_to_kernel in __sys_connect and others, net/socket.c).
 * FreeBSD has a limit to the length (getsockaddr in sys/kern/uipc_syscalls.c), and to
 * the pieces of a message, for which it looks first (sys_sendmsg there).
 */
static bool was_read(ssize_t result, int error)
{
    switch (error) {
    case EFAULT:
    case EINVAL:
    case ENAMETOOLONG:
    case EMSGSIZE:
    case EBADF:
    case ENOTSOCK:
    case ENOSYS:
    case EPERM:
    case EACCES:
        return result >= 0;
    default:
        return true;
    }
}

/* The address that the kernel has read, NULL if none. */
static const struct sockaddr *address_read(const struct event *event, ssize_t result,
                                           int error)
{
    const struct sockaddr *address = event->address;
    socklen_t length = event->length;

    if (!was_read(result, error))
        return NULL;
    if (event->message) {
        address = event->message->msg_name;
        length = event->message->msg_namelen;
    }
    return address && length >= sizeof(struct sockaddr_in) && length >= size_of(address)
               ? address
               : NULL;
}

static struct report_row *row_of(const struct event *event, uint32_t setter)
{
    struct report_row_key key = {
        .program = (uint16_t)program_slot(),
        .setter = setter & SETTER_PLACE,
        .caller = (uint16_t)callsite_find(event->caller, false),
        .family = event->family == AF_INET6 ? REPORT_IPV6 : REPORT_IPV4,
        .flags = flags_in_report(event->flags.set),
        .call = (uint8_t)call_in_report(event->call),
        .port = (uint8_t)port_in_report(event->origin),
        .verdict = (uint8_t)verdict_of(event),
        .action = (uint8_t)action_in_report(event),
    };

    if (settings.mode == MODE_AUDIT)
        key.protocol = (uint16_t)socket_protocol(event->fd);
    return find_row(&key);
}

/* A socket that is connected or sent from counts once, until a flag is set on it again.
 */
static void record_socket(const struct event *event, ssize_t result, int error)
{
    uint32_t setter = setter_of_any(event->fd, event->flags.set);

    if (setter & SETTER_RETRY)
        mark(event->fd, SETTER_COUNTED);
    if (is_known(event, setter))
        return;
    if (event->call != CALL_BIND_ANY)
        mark(event->fd, SETTER_COUNTED);
    struct report_row *row = row_of(event, setter);
    if (!row)
        return;
    const struct sockaddr *address = address_read(event, result, error);
    count_socket(row, event->fd);
    if (event->call == CALL_BIND_ANY)
        remember_row(event->fd, (uint32_t)(row - report->rows));
    if (address)
        write_addresses(row, address);
}

/* If the next try finds no port either, that is not another socket. */
static void note_retry(const struct event *event, ssize_t result)
{
    if (result < 0 && !event->port && !event->port_left &&
        setter_of(event->fd, FLAG_REUSEADDR) & SETTER_COUNTED)
        mark(event->fd, SETTER_COUNTED | SETTER_RETRY);
}

/* Sockets that carry a flag, but for sends and binds that choose no port. */
static bool is_of_interest(const struct event *event)
{
    return event->family && (event->flags.set || event->flags.unknown) &&
           (event->action != LEAVE || event->call == CALL_CONNECT);
}

void recorder_note_listener(int fd)
{
    uint32_t row =
        atomic_load_explicit(&bound_rows[(unsigned)fd % SETTERS], memory_order_relaxed);
    int error = errno;
    unsigned port;
    bool datagram;

    if (!(row & BOUND_ROW) || (row ^ upper_of(fd)) >> SETTER_UPPER)
        return;
    remember_row(fd, 0);
    /* That number may be another socket's by now, with another port. */
    if (socket_local_port(fd, &port) &&
        hints_port_origin(fd, port, &datagram) == PORT_BIND_ANY)
        count(&report->rows[row & BOUND_ROW].listened,
              &report->rows[row & BOUND_ROW].listened_carry);
    errno = error;
}

static void count_lost(void)
{
    atomic_fetch_add_explicit(&report->start.header.lost_rows, 1, memory_order_relaxed);
}

COLD void observe(const struct event *event, ssize_t result, int error)
{
    if (!report)
        return;
    if (event->call == CALL_SET_FLAG) {
        record_flag_set(event->fd, event->flags.set, event->caller);
    } else if (is_of_interest(event)) {
        if (report_tables())
            record_socket(event, result, error);
        else
            count_lost();
        if (event->call != CALL_BIND_ANY && event->action != LEAVE)
            note_retry(event, result);
    }
}
