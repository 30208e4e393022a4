/* SPDX-License-Identifier: ISC OR GPL-2.0-only */
/*
 * The rule of docs/design.md, kept by the kernel for a cgroup: while it chooses a local
 * port, SO_REUSEADDR and SO_REUSEPORT are off.
 *
 * The flag is deferred, not cleared.  What a program sets on a socket without a port is
 * noted beside the socket and answered with 0.  The socket itself gets the flag when it
 * turns out to be no client: when the program binds it to a port of its choice, when it
 * listens, and when its name is asked after bind to port 0, since others may be meant
 * to join that port.  A send that chooses a port finds no flag: no hook runs before it
 * does (net/ipv4/af_inet.c:inet_send_prepare).
 *
 * connect takes away what is there all the same: 32-bit programs on a 64-bit kernel do
 * not pass the hooks of socket options (net/socket.c: if (!compat)), MPTCP's pass them
 * with another socket than its connect, and flags may have been set before.
 *
 * Each hook runs with the socket locked.  bpf_setsockopt knows SO_REUSEADDR since Linux
 * 6.1.
 */
#include <linux/bpf.h>

#include <asm/socket.h>
#include <bpf/bpf_helpers.h>
#include <linux/in.h>

enum {
    FAMILY_IPV4 = 2, /* AF_INET; its header is libc's, not the kernel's */
    FAMILY_IPV6 = 10,
    STREAM = 1, /* SOCK_STREAM */
    DATAGRAM = 2,
    COPIED = 4096, /* the most of an option that a hook sees: a page or more */
    GO_ON = 1,     /* what a hook returns; 0 would refuse the call */
    ANSWERED = -1, /* as the length of an option to set: the kernel need not */
};

/* The flags of a socket, as bits. */
enum {
    REUSEADDR = 1,
    REUSEPORT = 2,
};

struct note {
    __u32 wanted; /* flags that the program set */
    __u32 any;    /* was the socket bound to port 0, and not since to another? */
};

/* Kept with the socket: dup, fork and passing it to another process change nothing. */
struct {
    __uint(type, BPF_MAP_TYPE_SK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct note);
} nra_notes SEC(".maps");

/* The note of SK; NULL if there is no room for one. */
static __always_inline struct note *note_of(struct bpf_sock *sk)
{
    return bpf_sk_storage_get(&nra_notes, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
}

/* The note of SK, if it has one. */
static __always_inline struct note *old_note_of(struct bpf_sock *sk)
{
    return bpf_sk_storage_get(&nra_notes, sk, 0, 0);
}

/* SCTP calls no bind hook, and MPTCP's ports are those of its TCP sockets. */
static __always_inline int is_ours(struct bpf_sock *sk)
{
    return (sk->family == FAMILY_IPV4 || sk->family == FAMILY_IPV6) &&
           ((sk->type == STREAM && sk->protocol == IPPROTO_TCP) ||
            (sk->type == DATAGRAM && sk->protocol == IPPROTO_UDP));
}

static __always_inline __u32 flag_of(int option)
{
    return option == SO_REUSEADDR ? REUSEADDR : option == SO_REUSEPORT ? REUSEPORT : 0;
}

/* The value that OPTION really has; 2 is SK_FORCE_REUSE, which TCP_REPAIR sets. */
static __always_inline int read_flag(void *ctx, int option)
{
    int value = 0;

    if (bpf_getsockopt(ctx, SOL_SOCKET, option, &value, sizeof value))
        return 0;
    return value;
}

static __always_inline void write_flag(void *ctx, int option, int value)
{
    bpf_setsockopt(ctx, SOL_SOCKET, option, &value, sizeof value);
}

/* Gives the socket the flags that its program wants. */
static __always_inline void give(void *ctx, __u32 wanted)
{
    if (wanted & REUSEADDR && !read_flag(ctx, SO_REUSEADDR))
        write_flag(ctx, SO_REUSEADDR, 1);
    if (wanted & REUSEPORT)
        write_flag(ctx, SO_REUSEPORT, 1);
}

/* Takes the flags from the socket, and notes which. */
static __always_inline void take(void *ctx, struct bpf_sock *sk)
{
    __u32 found = (read_flag(ctx, SO_REUSEADDR) == 1 ? REUSEADDR : 0) |
                  (read_flag(ctx, SO_REUSEPORT) ? REUSEPORT : 0);
    struct note *note = found ? note_of(sk) : 0;

    if (!note)
        return;
    note->wanted |= found;
    if (found & REUSEADDR)
        write_flag(ctx, SO_REUSEADDR, 0);
    if (found & REUSEPORT)
        write_flag(ctx, SO_REUSEPORT, 0);
}

static __always_inline int on_bind(struct bpf_sock_addr *ctx)
{
    struct bpf_sock *sk = ctx->sk;
    struct note *note;

    if (!sk || !is_ours(sk))
        return GO_ON;
    if (!ctx->user_port)
        take(ctx, sk);
    note = old_note_of(sk);
    if (!note)
        return GO_ON;
    note->any = !ctx->user_port;
    if (ctx->user_port)
        give(ctx, note->wanted);
    return GO_ON;
}

SEC("cgroup/bind4")
int nra_bind4(struct bpf_sock_addr *ctx)
{
    return on_bind(ctx);
}

SEC("cgroup/bind6")
int nra_bind6(struct bpf_sock_addr *ctx)
{
    return on_bind(ctx);
}

/* The state leaves out listeners, and what is connected or under way.  src_port, unlike
 * the name of a socket, is 0 again after a connect that failed. */
static __always_inline int on_connect(struct bpf_sock_addr *ctx)
{
    struct bpf_sock *sk = ctx->sk;
    struct note *note;

    if (!sk || !is_ours(sk) || sk->state != BPF_TCP_CLOSE)
        return GO_ON;
    note = old_note_of(sk);
    if (!sk->src_port) {
        if (note)
            note->any = 0;
        take(ctx, sk);
    } else if (sk->protocol == IPPROTO_TCP && note && note->any) {
        take(ctx, sk);
    }
    return GO_ON;
}

SEC("cgroup/connect4")
int nra_connect4(struct bpf_sock_addr *ctx)
{
    return on_connect(ctx);
}

SEC("cgroup/connect6")
int nra_connect6(struct bpf_sock_addr *ctx)
{
    return on_connect(ctx);
}

/* Who asks for the port that bind to port 0 gave may bind another socket to it.  A
 * connected datagram socket is still on that port; a connected stream is a client. */
static __always_inline int on_getsockname(struct bpf_sock_addr *ctx)
{
    struct bpf_sock *sk = ctx->sk;
    struct note *note;

    if (!sk || !is_ours(sk) || !sk->src_port ||
        (sk->protocol == IPPROTO_TCP && sk->state != BPF_TCP_CLOSE))
        return GO_ON;
    note = old_note_of(sk);
    if (note && note->any)
        give(ctx, note->wanted);
    return GO_ON;
}

SEC("cgroup/getsockname4")
int nra_name4(struct bpf_sock_addr *ctx)
{
    return on_getsockname(ctx);
}

SEC("cgroup/getsockname6")
int nra_name6(struct bpf_sock_addr *ctx)
{
    return on_getsockname(ctx);
}

/* ctx->reply stays as it is: other programs on the cgroup may have set it. */
SEC("sockops")
int nra_listen(struct bpf_sock_ops *ctx)
{
    struct bpf_sock *sk;
    struct note *note;

    if (ctx->op != BPF_SOCK_OPS_TCP_LISTEN_CB)
        return GO_ON;
    sk = ctx->sk;
    if (!sk)
        return GO_ON;
    note = old_note_of(sk);
    if (note)
        give(ctx, note->wanted);
    return GO_ON;
}

/* The program reads what it set.  This runs after the kernel's own answer. */
SEC("cgroup/getsockopt")
int nra_getsockopt(struct bpf_sockopt *ctx)
{
    struct bpf_sock *sk = ctx->sk;
    __u32 flag = ctx->level == SOL_SOCKET ? flag_of(ctx->optname) : 0;
    int *value = ctx->optval;
    struct note *note;

    /* Longer data than is seen here stays as it is.  For shorter, 0 would drop what
     * another program changed. */
    if (ctx->optlen > COPIED)
        ctx->optlen = 0;
    if (!flag || !sk || (void *)(value + 1) > ctx->optval_end)
        return GO_ON;
    note = old_note_of(sk);
    if (note && note->wanted & flag && !*value)
        *value = 1;
    return GO_ON;
}

/* A filter that spreads connections is for servers, and wants SO_REUSEPORT at once
 * (net/core/sock_reuseport.c:reuseport_attach_prog). */
static __always_inline void spreads(struct bpf_sock *sk)
{
    struct note *note = old_note_of(sk);

    if (note && note->wanted & REUSEPORT)
        write_flag(sk, SO_REUSEPORT, 1);
}

/* Notes FLAG for a socket that has no port, or that bind to port 0 gave one to.
 * Returns whether that is all there is to do. */
static __always_inline int defer(struct bpf_sock *sk, __u32 flag, int on)
{
    struct note *note = on ? note_of(sk) : old_note_of(sk);

    if (!note)
        return 0;
    if (on)
        note->wanted |= flag;
    else
        note->wanted &= ~flag;
    if (!sk->src_port)
        note->any = 0;
    return on && !sk->src_port;
}

SEC("cgroup/setsockopt")
int nra_setsockopt(struct bpf_sockopt *ctx)
{
    struct bpf_sock *sk = ctx->sk;
    int *value = ctx->optval, length = ctx->optlen;
    __u32 flag;

    /* Answered by a program further down: to change it would set the flag after all. */
    if (length < 0)
        return GO_ON;
    if (length > COPIED)
        ctx->optlen = 0;
    if (ctx->level != SOL_SOCKET)
        return GO_ON;
    if (ctx->optname == SO_ATTACH_REUSEPORT_CBPF ||
        ctx->optname == SO_ATTACH_REUSEPORT_EBPF) {
        spreads(sk);
        return GO_ON;
    }
    /* There may be more to see than the program gave: 16 bytes at least. */
    flag = flag_of(ctx->optname);
    if (flag && sk && is_ours(sk) && length >= (int)sizeof *value &&
        (void *)(value + 1) <= ctx->optval_end && defer(sk, flag, *value))
        ctx->optlen = ANSWERED;
    return GO_ON;
}

char _license[] SEC("license") = "Dual BSD/GPL";
