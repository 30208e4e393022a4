/* SPDX-License-Identifier: ISC */
/*
 * macOS.  dyld replaces what the __interpose section names, in every image but this
 * one: here the plain names are the originals.  Beyond the POSIX names: connectx
 * (bsd/sys/socket.h) and the $NOCANCEL twins that libc and programs built with
 * __DARWIN_NON_CANCELABLE call (libsyscall, syscall.map).  There is no sendmmsg.
 */
#include "config.h"

#include "entry.h"

connect_fn connect_nocancel __asm("_connect$NOCANCEL");
sendto_fn sendto_nocancel __asm("_sendto$NOCANCEL");
sendmsg_fn sendmsg_nocancel __asm("_sendmsg$NOCANCEL");

static _Atomic(connect_fn *) next_connect = connect_nocancel;
static _Atomic(sendto_fn *) next_sendto = sendto_nocancel;
static _Atomic(sendmsg_fn *) next_sendmsg = sendmsg_nocancel;

/* dlsym's answers pass through the table too, so the originals are named here. */
void entry_start(void)
{
    atomic_store_explicit(&next.connect, connect, memory_order_relaxed);
    atomic_store_explicit(&next.bind, bind, memory_order_relaxed);
    atomic_store_explicit(&next.setsockopt, setsockopt, memory_order_relaxed);
    atomic_store_explicit(&next.sendto, sendto, memory_order_relaxed);
    atomic_store_explicit(&next.sendmsg, sendmsg, memory_order_relaxed);
}

static int interposed_connect_nocancel(int fd, const struct sockaddr *to,
                                       socklen_t length)
{
    return entry_connect(&next_connect, fd, to, length, CALLER);
}

static ssize_t interposed_sendto_nocancel(int fd, const void *data, size_t size,
                                          int flags, const struct sockaddr *to,
                                          socklen_t length)
{
    return entry_sendto(&next_sendto, fd, data, size, flags, to, length, CALLER);
}

static ssize_t interposed_sendmsg_nocancel(int fd, const struct msghdr *message,
                                           int flags)
{
    return entry_sendmsg(&next_sendmsg, fd, message, flags, CALLER);
}

/* A source address in ENDS is bound without the flag: the kernel alone knows that they
 * can be read, so nobody looks before. */
static int interposed_connectx(int fd, const sa_endpoints_t *ends,
                               sae_associd_t association, unsigned flags,
                               const struct iovec *data, unsigned count, size_t *sent,
                               sae_connid_t *connection)
{
    struct event event = event_of(CALL_CONNECT, fd, NULL, 0, CALLER);

    if (!flags_are_in_use())
        return connectx(fd, ends, association, flags, data, count, sent, connection);
    autobind_before(&event);
    return (int)autobind_after(
        &event, connectx(fd, ends, association, flags, data, count, sent, connection));
}

#define REPLACE(original, ours)                                                        \
    {                                                                                  \
        (const void *)(ours), (const void *)(original)                                 \
    }

__attribute__((used, section("__DATA,__interpose"))) static const struct {
    const void *ours;
    const void *original;
} replacements[] = {
    REPLACE(connect, ENTRY_NAME(connect)),
    REPLACE(bind, ENTRY_NAME(bind)),
    REPLACE(setsockopt, ENTRY_NAME(setsockopt)),
    REPLACE(sendto, ENTRY_NAME(sendto)),
    REPLACE(sendmsg, ENTRY_NAME(sendmsg)),
    REPLACE(connectx, interposed_connectx),
    REPLACE(connect_nocancel, interposed_connect_nocancel),
    REPLACE(sendto_nocancel, interposed_sendto_nocancel),
    REPLACE(sendmsg_nocancel, interposed_sendmsg_nocancel),
};
