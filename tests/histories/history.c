/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "history.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

/* An address of 203.0.113.0/24 (RFC 5737) is nobody's. */
static const in_addr_t foreign = 0xcb007101;

struct whole_address {
    struct sockaddr_in in;
    const struct sockaddr *address;
    socklen_t length;
};

static void make_address(struct whole_address *whole, const struct op *op,
                         const struct caller *caller)
{
    enum address what = op->what & ~FASTOPEN;
    bool unspec = what == TO_UNSPEC || what == AT_ANY_UNSPEC;
    bool is_foreign =
        what == AT_FOREIGN_ANY || what == AT_FOREIGN_OWN || what == TO_UNREACHABLE;
    unsigned port = what == AT_PORT_OF ? caller->port_of(first_descriptor + op->other)
                                       : caller->port_at(what);

    *whole = (struct whole_address){
        .in = {.sin_family = unspec ? AF_UNSPEC : AF_INET,
               .sin_port = htons((in_port_t)port)},
        .address = (const struct sockaddr *)&whole->in,
        .length = sizeof whole->in,
    };
    if (!unspec)
        whole->in.sin_addr.s_addr = htonl(is_foreign ? foreign : INADDR_LOOPBACK);
    if (what == AT_SHORT || what == TO_SHORT)
        whole->length = 4;
    if (what == AT_BAD || what == TO_BAD)
        whole->address = bad_address;
    if (what == TO_NONE) {
        whole->address = NULL;
        whole->length = 0;
    }
}

static long set(int fd, unsigned flags, int on, const struct caller *caller)
{
    long result = 0;

    if (flags & REUSEADDR)
        result = caller->setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (flags & REUSEPORT)
        result = caller->setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    return result;
}

static long send_one(int fd, const struct op *op, const struct whole_address *to,
                     const struct caller *caller)
{
    static char byte[1] = "x";
    int flags = MSG_NOSIGNAL | MSG_DONTWAIT | (op->what & FASTOPEN ? MSG_FASTOPEN : 0);
    struct iovec data = {byte, sizeof byte};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};

    if (!caller->sendmsg)
        return caller->sendto(fd, byte, sizeof byte, flags, to->address, to->length);
    memcpy(&message.msg_name, &to->address, sizeof message.msg_name);
    message.msg_namelen = to->length;
    return caller->sendmsg(fd, &message, flags);
}

static long open_one(const struct op *op, const struct caller *caller)
{
    int fd = caller->socket(op->at);

    if (fd >= 0 && op->what)
        set(fd, op->what, 1, caller);
    return fd;
}

static long make(const struct op *op, const struct caller *caller)
{
    int fd = first_descriptor + op->at;
    struct whole_address address;

    switch (op->call) {
    case OPEN:
        return open_one(op, caller);
    case SET:
    case CLEAR:
        return set(fd, op->what, op->call == SET, caller);
    case LISTEN:
        return caller->listen(fd);
    case ACCEPT:
        return caller->accept(fd);
    case DUP:
        return caller->dup(fd);
    case CLOSE:
        return caller->close(fd);
    default:
        break;
    }
    make_address(&address, op, caller);
    errno = UNTOUCHED;
    if (op->call == BIND)
        return caller->bind(fd, address.address, address.length);
    if (op->call == CONNECT)
        return caller->connect(fd, address.address, address.length);
    return send_one(fd, op, &address, caller);
}

struct outcome history_call(const struct op *op, const struct caller *caller)
{
    errno = UNTOUCHED;
    long result = make(op, caller);
    return (struct outcome){result, errno};
}
