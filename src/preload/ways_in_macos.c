/* SPDX-License-Identifier: ISC */
/*
 * macOS.  dyld replaces what the __interpose section names, in every image but this
 * one: here the plain names are the originals.  Beyond the POSIX names: connectx
 * (bsd/sys/socket.h) and the $NOCANCEL twins that libc and programs built with
 * __DARWIN_NON_CANCELABLE call (libsyscall, syscall.map).  There is no sendmmsg.
 */
#include "interpose.h"

#include "caller_memory.h"
#include "ways_in.h"

connect_fn connect_nocancel __asm("_connect$NOCANCEL");
sendto_fn sendto_nocancel __asm("_sendto$NOCANCEL");
sendmsg_fn sendmsg_nocancel __asm("_sendmsg$NOCANCEL");

/* dlsym's answers pass through the table too, so the originals are named here. */
void ways_in_start(void)
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
    struct choice choice = {.caller = CALLER};

    if (flag_is_unused() || !choice_before_connect(&choice, fd, to, length))
        return connect_nocancel(fd, to, length);
    return (int)choice_after(&choice, connect_nocancel(fd, to, length));
}

static ssize_t interposed_sendto_nocancel(int fd, const void *data, size_t size,
                                          int flags, const struct sockaddr *to,
                                          socklen_t length)
{
    struct choice choice = {.caller = CALLER};

    if (flag_is_unused() || !choice_before_send(&choice, fd, to, length))
        return sendto_nocancel(fd, data, size, flags, to, length);
    return choice_after(&choice, sendto_nocancel(fd, data, size, flags, to, length));
}

static ssize_t interposed_sendmsg_nocancel(int fd, const struct msghdr *message,
                                           int flags)
{
    struct choice choice = {.caller = CALLER};

    if (flag_is_unused() || !choice_before_message(&choice, fd, message))
        return sendmsg_nocancel(fd, message, flags);
    return choice_after(&choice, sendmsg_nocancel(fd, message, flags));
}

/* With a source address the port is bound by name, or protected as any other bind. */
static int interposed_connectx(int fd, const sa_endpoints_t *ends,
                               sae_associd_t association, unsigned flags,
                               const struct iovec *data, unsigned count, size_t *sent,
                               sae_connid_t *connection)
{
    struct choice choice = {.caller = CALLER};

    if (flag_is_unused() || !ends || !caller_memory_is_there(ends, sizeof *ends) ||
        ends->sae_srcaddr ||
        !choice_before_connect(&choice, fd, ends->sae_dstaddr, ends->sae_dstaddrlen))
        return connectx(fd, ends, association, flags, data, count, sent, connection);
    return (int)choice_after(
        &choice, connectx(fd, ends, association, flags, data, count, sent, connection));
}

#define REPLACE(original, ours)                                                        \
    {                                                                                  \
        (const void *)(ours), (const void *)(original)                                 \
    }

__attribute__((used, section("__DATA,__interpose"))) static const struct {
    const void *ours;
    const void *original;
} replacements[] = {
    REPLACE(connect, WAY_IN_NAME(connect)),
    REPLACE(bind, WAY_IN_NAME(bind)),
    REPLACE(setsockopt, WAY_IN_NAME(setsockopt)),
    REPLACE(sendto, WAY_IN_NAME(sendto)),
    REPLACE(sendmsg, WAY_IN_NAME(sendmsg)),
    REPLACE(connectx, interposed_connectx),
    REPLACE(connect_nocancel, interposed_connect_nocancel),
    REPLACE(sendto_nocancel, interposed_sendto_nocancel),
    REPLACE(sendmsg_nocancel, interposed_sendmsg_nocancel),
};
