/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "steps.h"

#include "calls.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct moment moment;
static jmp_buf scheduler;

static struct thread *me(void)
{
    return &moment.threads[moment.running];
}

static void see(uint64_t value)
{
    uint64_t hash = (me()->seen ^ value) * 0x9e3779b97f4a7c15;

    me()->seen = hash ^ hash >> 29;
}

/* Is FD the running thread's, and not the other one's too? */
static bool is_own(int fd)
{
    return fd == first_descriptor + me()->ops[0].at &&
           me()->ops[0].at != moment.threads[!moment.running].ops[0].at;
}

/* The thread waits here until it is its turn again.  Before the threads begin, and for
 * what comes after them, all is done at once. */
static void await_turn(void)
{
    struct thread *thread = me();

    if (thread->within) {
        see(0);
        thread->error = errno;
        if (!_setjmp(thread->resume))
            _longjmp(scheduler, 1);
        errno = me()->error;
    }
}

/* Words of the library. */
static bool is_settled(const void *word)
{
    int own = first_descriptor + me()->ops[0].at;

    return is_own(own) && word_is_settled(word, own);
}

unsigned step_load(const void *word)
{
    if (!is_settled(word))
        await_turn();
    unsigned value = *(const _Atomic unsigned *)word;
    see(value);
    return value;
}

void step_store(void *word, unsigned value)
{
    if (!is_settled(word))
        await_turn();
    *(_Atomic unsigned *)word = value;
}

unsigned step_or(void *word, unsigned value)
{
    if (!is_settled(word))
        await_turn();
    unsigned was = *(_Atomic unsigned *)word;
    *(_Atomic unsigned *)word = was | value;
    see(was);
    return was;
}

unsigned step_add(void *word, unsigned value)
{
    await_turn();
    unsigned was = *(_Atomic unsigned *)word;
    *(_Atomic unsigned *)word = was + value;
    see(was);
    return was;
}

/* Calls of the kernel. */
static void begin_at_once(void)
{
    kernel = &moment.kernel;
    calls = me()->calls;
    calls.chosen_flags = 0;
}

static void begin_call(void)
{
    await_turn();
    begin_at_once();
}

/* Another thread changes no more than the flags of a socket that is not its own. */
static void begin_question(int fd)
{
    if (!is_own(fd))
        await_turn();
    begin_at_once();
}

static long end_call(long result)
{
    struct thread *thread = me();
    int error = errno;

    see((uint64_t)result);
    see(result < 0 ? (uint64_t)error : 0);
    thread->calls = calls;
    if (thread->within)
        thread->chosen[thread->at] |= (uint8_t)calls.chosen_flags;
    errno = error;
    return result;
}

int step_getsockopt(int fd, int level, int option, void *value, socklen_t *length)
{
    int answer = 0;

    if (option == SO_TYPE)
        begin_at_once();
    else
        begin_call();
    int result = kernel_getsockopt(fd, level, option, value, length);
    if (!result)
        memcpy(&answer, value, sizeof answer);
    see((unsigned)answer);
    return (int)end_call(result);
}

static bool is_refused(void)
{
    bool refused = moment.refused >> (moment.running * CALLS + me()->at) & 1;

    errno = refused ? EADDRINUSE : errno;
    return refused;
}

static int tell(int result, const struct sockaddr *name)
{
    struct sockaddr_in in = {0};

    if (!result)
        memcpy(&in, name, sizeof in);
    see(in.sin_port);
    return (int)end_call(result);
}

int step_getsockname(int fd, struct sockaddr *name, socklen_t *length)
{
    begin_question(fd);
    return tell(kernel_getsockname(fd, name, length), name);
}

int step_getpeername(int fd, struct sockaddr *name, socklen_t *length)
{
    begin_question(fd);
    return tell(kernel_getpeername(fd, name, length), name);
}

int step_connect(int fd, const struct sockaddr *to, socklen_t length)
{
    begin_call();
    return (int)end_call(kernel_connect(fd, to, length));
}

int step_bind(int fd, const struct sockaddr *local, socklen_t length)
{
    begin_call();
    return (int)end_call(is_refused() ? -1 : kernel_bind(fd, local, length));
}

int step_setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
    begin_call();
    return (int)end_call(kernel_setsockopt(fd, level, option, value, length));
}

ssize_t step_sendto(int fd, const void *data, size_t size, int flags,
                    const struct sockaddr *to, socklen_t length)
{
    begin_call();
    return end_call(kernel_sendto(fd, data, size, flags, to, length));
}

ssize_t step_sendmsg(int fd, const struct msghdr *message, int flags)
{
    begin_call();
    return end_call(kernel_sendmsg(fd, message, flags));
}

static int step_socket(int type)
{
    begin_call();
    return (int)end_call(kernel_socket(type));
}

static int step_listen(int fd)
{
    begin_call();
    return (int)end_call(is_refused() ? -1 : kernel_listen(fd));
}

static int step_accept(int fd)
{
    begin_call();
    return (int)end_call(kernel_accept(fd));
}

static int step_dup(int fd)
{
    begin_call();
    return (int)end_call(kernel_dup(fd));
}

static int step_close(int fd)
{
    begin_call();
    return (int)end_call(kernel_close(fd));
}

static int with_setsockopt(int fd, int level, int option, const void *value,
                           socklen_t length)
{
    me()->calls.setting = true;
    int result = library_setsockopt(fd, level, option, value, length);
    me()->calls.setting = false;
    return result;
}

/* A port that is named is the one that the kernel chose first: the program knows it. */
static unsigned port_of(int fd)
{
    (void)fd;
    return PORT_FIRST;
}

static unsigned port_at(enum address address)
{
    return address == TO_REFUSES  ? PEER_REFUSES
           : address == TO_SILENT ? PEER_SILENT
           : address == AT_OWN    ? PORT_OWN_CHOICE
           : address == AT_ANY    ? 0
                                  : PEER_ACCEPTS;
}

const struct caller steps_with = {.socket = step_socket,
                                  .setsockopt = with_setsockopt,
                                  .bind = library_bind,
                                  .connect = library_connect,
                                  .sendto = library_sendto,
                                  .listen = step_listen,
                                  .accept = step_accept,
                                  .dup = step_dup,
                                  .close = step_close,
                                  .port_of = port_of,
                                  .port_at = port_at};

static void run_calls(void)
{
    struct thread *thread = me();

    while (thread->at < CALLS) {
        const struct op *op = &thread->ops[thread->at];
        thread->calls.connecting = op->call == CONNECT || op->call == SEND;
        thread->outcomes[thread->at] = history_call(op, &steps_with);
        see(thread->at++);
    }
    thread->within = false;
    _longjmp(scheduler, 1);
}

void steps_begin(unsigned of)
{
    struct thread *thread = &moment.threads[of];

    getcontext(&thread->context);
    thread->context.uc_stack.ss_sp = thread->stack;
    thread->context.uc_stack.ss_size = sizeof thread->stack;
    thread->context.uc_link = NULL;
    thread->within = true;
    makecontext(&thread->context, run_calls, 0);
}

void steps_run(unsigned of)
{
    moment.running = of;
    errno = moment.threads[of].error;
    if (_setjmp(scheduler))
        return;
    if (moment.threads[of].begun)
        _longjmp(moment.threads[of].resume, 1);
    moment.threads[of].begun = true;
    setcontext(&moment.threads[of].context);
}
