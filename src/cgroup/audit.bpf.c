/* SPDX-License-Identifier: ISC OR GPL-2.0-only */
/*
 * The audit of a cgroup: which sockets carry SO_REUSEADDR or SO_REUSEPORT while they
 * connect or send, which code set it and which code used it.  Nothing is changed.
 *
 * The place of a setsockopt is noted beside the socket.  The user's stack is copied
 * once for each place, by a hash of the registers and the top of the stack, and
 * followed in user space: most programs have no frame pointers.
 */
#include <linux/bpf.h>

#include <asm/socket.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <linux/in.h>

#include "audit_event.h"

enum {
    FAMILY_IPV4 = 2, /* AF_INET; its header is libc's, not the kernel's */
    FAMILY_IPV6 = 10,
    STREAM = 1, /* SOCK_STREAM */
    DATAGRAM = 2,
    COPIED = 4096, /* the most of an option that a hook sees: a page or more */
    GO_ON = 1,     /* what a hook returns; 0 would refuse the call */
    NO_USER =
        0x00200010, /* PF_KTHREAD, PF_IO_WORKER: their registers are no program's */
    TOP = 24,       /* words of the stack that tell places apart */
    STACK_SPAN = 1 << 20, /* what is so near is on the same stack */
    LIBRARIES = 40,       /* they are mapped within 2 to this power of mmap_base */
    PROGRAMS_PORT = 8,    /* SOCK_BINDPORT_LOCK */
};

/* Of the kernel's own structs what is needed; libbpf finds where it is. */
struct mm_struct {
    unsigned long start_code, end_code, mmap_base, arg_start, arg_end;
} __attribute__((preserve_access_index));

struct task_struct {
    struct mm_struct *mm;
    struct task_struct *group_leader;
    __u64 start_boottime;
    __u64 self_exec_id;
    unsigned int flags;
    int tgid;
} __attribute__((preserve_access_index));

struct sock_common {
    unsigned char skc_reuse : 4;
    unsigned char skc_reuseport : 1;
} __attribute__((preserve_access_index));

struct sock {
    struct sock_common __sk_common;
    unsigned char sk_userlocks : 4;
} __attribute__((preserve_access_index));

struct tcp_sock {
    _Bool is_mptcp;
} __attribute__((preserve_access_index));

const volatile struct audit_layout nra_layout = {.words = 1};
struct audit_counts nra_counts;

struct note {
    __u64 setter[2]; /* of SO_REUSEADDR and SO_REUSEPORT */
    __u32 set;       /* the flags that the program set */
    __u32 any;       /* was it bound to port 0, and not since to another? */
    __u32 counted;   /* since a flag was set */
};

struct {
    __uint(type, BPF_MAP_TYPE_SK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct note);
} nra_audit_notes SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 1 << 15);
    __type(key, __u64);
    __type(value, __u8);
} nra_places SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 23);
} nra_events SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u32);
} nra_cgroup SEC(".maps");

static __always_inline struct note *note_of(struct bpf_sock *sk, __u64 flags)
{
    return bpf_sk_storage_get(&nra_audit_notes, sk, 0, flags);
}

/* SCTP calls no bind hook, and MPTCP's ports are those of its TCP sockets. */
static __always_inline int is_ours(struct bpf_sock *sk)
{
    return (sk->family == FAMILY_IPV4 || sk->family == FAMILY_IPV6) &&
           ((sk->type == STREAM && sk->protocol == IPPROTO_TCP) ||
            (sk->type == DATAGRAM && sk->protocol == IPPROTO_UDP));
}

/* What struct bpf_sock does not tell is behind its address, which is the socket's. */
static __always_inline void *address_of(struct bpf_sock *sk)
{
    void *address = 0;

    bpf_probe_read_kernel(&address, sizeof address, &sk);
    return address;
}

/* Did the program choose the port?  bind notes it there (net/ipv4/af_inet.c:
 * __inet_bind), also before the audit. */
static __always_inline int has_own_port(struct bpf_sock *sk)
{
    struct sock *socket = address_of(sk);

    return BPF_CORE_READ_BITFIELD_PROBED(socket, sk_userlocks) & PROGRAMS_PORT;
}

/* Is it one of the TCP sockets of an MPTCP socket? */
static __always_inline int is_of_mptcp(struct bpf_sock *sk)
{
    struct tcp_sock *socket = address_of(sk);

    return sk->type == STREAM && bpf_core_field_exists(socket->is_mptcp) &&
           BPF_CORE_READ(socket, is_mptcp);
}

static __always_inline void find_image(struct audit_image *image)
{
    struct task_struct *task = bpf_get_current_task_btf();

    image->process = task->tgid;
    image->execs = task->self_exec_id;
    image->start = task->group_leader->start_boottime;
}

static __always_inline __u64 mix(__u64 hash, __u64 word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
    return hash ^ hash >> 29;
}

/* The word AT of the registers with which the program called. */
static __always_inline __u64 word_of(const void *registers, __u32 at)
{
    __u64 word = 0;

    bpf_probe_read_kernel(&word, sizeof word, (const __u64 *)registers + at);
    return word;
}

/* Return addresses tell places apart.  Times, and pointers to the heap, are others each
 * time, as are the stacks of loops and goroutines: a place would be sent again and
 * again.
 */
static __always_inline __u64 hash_of(const struct audit_image *image, __u64 counter,
                                     __u64 stack, const struct mm_struct *mm)
{
    __u64 top[TOP] = {0}, code = mm->start_code, length = mm->end_code - code;
    __u64 libraries = mm->mmap_base - (1ull << LIBRARIES);
    __u64 hash = mix(mix(image->start ^ image->process, image->execs), counter);

    bpf_probe_read_user(top, sizeof top, (void *)stack);
    for (int i = 0; i < TOP; i++)
        if (top[i] - code < length || (top[i] - libraries < 2ull << LIBRARIES &&
                                       top[i] - stack + STACK_SPAN > 2 * STACK_SPAN))
            hash = mix(hash, top[i]);
    return hash ? hash : 1;
}

static __always_inline __u32 copy_stack(unsigned char *to, __u64 from)
{
    __u32 length = 0;

    for (int i = 0; i < AUDIT_STACK / AUDIT_CHUNK; i++) {
        if (bpf_probe_read_user(to + i * AUDIT_CHUNK, AUDIT_CHUNK,
                                (void *)(from + i * AUDIT_CHUNK)))
            break;
        length += AUDIT_CHUNK;
    }
    return length;
}

static __always_inline __u32 copy_arguments(char *to, struct task_struct *task)
{
    __u64 start = task->mm->arg_start, length = task->mm->arg_end - start;

    if (bpf_probe_read_user(to, AUDIT_ARGUMENTS, (void *)start))
        return 0;
    return length > AUDIT_ARGUMENTS ? AUDIT_ARGUMENTS + 1 : length;
}

static __always_inline int send_place(__u64 place, const struct audit_image *image,
                                      const void *registers, __u64 stack,
                                      struct task_struct *task)
{
    struct audit_place *event = bpf_ringbuf_reserve(&nra_events, sizeof *event, 0);
    __u32 words = nra_layout.words;

    if (!event)
        return 0;
    event->kind = AUDIT_PLACE;
    event->user = bpf_get_current_uid_gid();
    event->image = *image;
    event->place = place;
    event->time = bpf_ktime_get_ns();
    event->cgroup = bpf_get_current_cgroup_id();
    bpf_probe_read_kernel(event->registers,
                          (words < AUDIT_REGISTERS ? words : AUDIT_REGISTERS) *
                              sizeof event->registers[0],
                          registers);
    event->stack_length = copy_stack(event->stack, stack);
    event->arguments_length = copy_arguments(event->arguments, task);
    bpf_ringbuf_submit(event, 0);
    return 1;
}

/* The number of the place that made this call; 0 if it is not known. */
static __always_inline __u64 place_here(void)
{
    struct task_struct *task = bpf_get_current_task_btf();
    const void *registers;
    struct audit_image image = {0};
    __u8 seen = 1;

    if (task->flags & NO_USER)
        return 0;
    registers = (const void *)bpf_task_pt_regs(task);
    __u64 stack = word_of(registers, nra_layout.stack);
    find_image(&image);
    __u64 place =
        hash_of(&image, word_of(registers, nra_layout.counter), stack, task->mm);
    if (bpf_map_lookup_elem(&nra_places, &place))
        return place;
    if (send_place(place, &image, registers, stack, task)) {
        bpf_map_update_elem(&nra_places, &place, &seen, BPF_ANY);
        return place;
    }
    __sync_fetch_and_add(&nra_counts.unplaced, 1);
    return 0;
}

static __always_inline __u32 flag_of(int option)
{
    return option == SO_REUSEADDR   ? AUDIT_REUSEADDR
           : option == SO_REUSEPORT ? AUDIT_REUSEPORT
                                    : 0;
}

/* 2 is SK_FORCE_REUSE, which TCP_REPAIR sets. */
static __always_inline __u32 flags_of(struct bpf_sock *sk)
{
    struct sock *socket = address_of(sk);
    int reuse = BPF_CORE_READ_BITFIELD_PROBED(socket, __sk_common.skc_reuse);

    return (reuse == 1 ? AUDIT_REUSEADDR : 0) |
           (BPF_CORE_READ_BITFIELD_PROBED(socket, __sk_common.skc_reuseport)
                ? AUDIT_REUSEPORT
                : 0);
}

SEC("cgroup/setsockopt")
int nra_audit_setsockopt(struct bpf_sockopt *ctx)
{
    struct bpf_sock *sk = ctx->sk;
    int *value = ctx->optval, length = ctx->optlen;
    struct note *note;
    __u32 flag;

    /* Longer data than is seen here stays as it is. */
    if (length > COPIED)
        ctx->optlen = 0;
    if (ctx->level != SOL_SOCKET)
        return GO_ON;
    flag = flag_of(ctx->optname);
    if (!flag || !sk || !is_ours(sk) || length < (int)sizeof *value ||
        (void *)(value + 1) > ctx->optval_end)
        return GO_ON;
    note = note_of(sk, *value ? BPF_SK_STORAGE_GET_F_CREATE : 0);
    if (!note)
        return GO_ON;
    note->counted = 0;
    if (*value) {
        __u64 place = place_here();
        note->set |= flag;
        if (flag == AUDIT_REUSEADDR)
            note->setter[0] = place;
        else
            note->setter[1] = place;
        __sync_fetch_and_add(&nra_counts.flags_set, 1);
    }
    return GO_ON;
}

/* Do 32-bit programs make this call?  They do not pass the hook of setsockopt
 * (net/socket.c: if (!compat)). */
static __always_inline int is_32_bit(void)
{
    const void *registers = (const void *)bpf_task_pt_regs(bpf_get_current_task_btf());

    return (word_of(registers, nra_layout.mode) & nra_layout.mode_bits) ==
           nra_layout.mode_32_bit;
}

/* Was the flag set before the audit began?  Of MPTCP the hook of setsockopt sees
 * another socket. */
static __always_inline int was_before(struct bpf_sock *sk, const struct note *note,
                                      __u32 flags)
{
    __u32 first = flags & AUDIT_REUSEADDR ? AUDIT_REUSEADDR : flags;

    return !(note && note->set & first) && !is_of_mptcp(sk) && !is_32_bit();
}

/* Tells of a socket with FLAGS, once until a flag is set again.  WORD is the address.
 */
static __always_inline void tell(struct bpf_sock *sk, struct note *note, __u32 flags,
                                 __u32 call, __u32 port, const __u32 *word,
                                 __u32 remote)
{
    __u64 caller = place_here();
    struct audit_client *event = bpf_ringbuf_reserve(&nra_events, sizeof *event, 0);

    if (!event) {
        __sync_fetch_and_add(&nra_counts.lost, 1);
        return;
    }
    event->kind = AUDIT_CLIENT;
    event->user = bpf_get_current_uid_gid();
    find_image(&event->image);
    event->setter = !note                     ? 0
                    : flags & AUDIT_REUSEADDR ? note->setter[0]
                                              : note->setter[1];
    event->before = was_before(sk, note, flags);
    event->caller = caller;
    event->cgroup = bpf_get_current_cgroup_id();
    __builtin_memcpy(event->word, word, sizeof event->word);
    event->remote = remote;
    event->protocol = sk->protocol;
    event->is_ipv6 = sk->family == FAMILY_IPV6;
    event->flags = flags;
    event->call = call;
    event->port = port;
    /* To wake the reader takes as long as a TCP connect.  It looks by itself. */
    bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

static __always_inline int on_bind(struct bpf_sock_addr *ctx, const __u32 *word)
{
    struct bpf_sock *sk = ctx->sk;
    struct note *note;
    __u32 flags;

    if (!sk || !is_ours(sk))
        return GO_ON;
    flags = flags_of(sk);
    note = note_of(sk, BPF_SK_STORAGE_GET_F_CREATE);
    if (!note)
        return GO_ON;
    note->any = !ctx->user_port;
    if (note->any && flags)
        tell(sk, note, flags, AUDIT_BIND_ANY, AUDIT_NO_PORT, word, ctx->user_port);
    return GO_ON;
}

/* A datagram socket is told of when bind to port 0 is seen.  Where a send chose the
 * port, or a bind before the audit, nothing was told: as if it had none. */
static __always_inline __u32 port_of(struct bpf_sock *sk, const struct note *note)
{
    if (!sk->src_port)
        return AUDIT_NO_PORT;
    if (has_own_port(sk))
        return AUDIT_OWN_PORT;
    return sk->type == STREAM || (note && note->any) ? AUDIT_ANY_PORT : AUDIT_NO_PORT;
}

/* The state leaves out what is connected or under way, src_port what a connect that
 * failed left as the name. */
static __always_inline int on_connect(struct bpf_sock_addr *ctx, const __u32 *word)
{
    struct bpf_sock *sk = ctx->sk;
    struct note *note;
    __u32 flags, port;

    if (!sk || !is_ours(sk) || sk->state != BPF_TCP_CLOSE)
        return GO_ON;
    flags = flags_of(sk);
    if (!flags)
        return GO_ON;
    note = note_of(sk, BPF_SK_STORAGE_GET_F_CREATE);
    if (note && note->counted)
        return GO_ON;
    port = port_of(sk, note);
    tell(sk, note, flags, AUDIT_CONNECT, port, word, ctx->user_port);
    if (note)
        note->counted = 1;
    return GO_ON;
}

/* The kernel has chosen the port before this runs (net/ipv4/af_inet.c:
 * inet_send_prepare), if nobody bound it.  What has no note was made before the audit
 * began, or has no flag. */
static __always_inline int on_send(struct bpf_sock_addr *ctx, const __u32 *word)
{
    struct bpf_sock *sk = ctx->sk;
    struct note *note = sk ? note_of(sk, 0) : 0;
    __u32 flags;

    if (!sk || !is_ours(sk) || (note && (note->counted || note->any)))
        return GO_ON;
    flags = flags_of(sk);
    if (!flags || has_own_port(sk))
        return GO_ON;
    if (!note)
        note = note_of(sk, BPF_SK_STORAGE_GET_F_CREATE);
    tell(sk, note, flags, AUDIT_SEND, AUDIT_NO_PORT, word, ctx->user_port);
    if (note)
        note->counted = 1;
    return GO_ON;
}

#define HOOKS(what)                                                                    \
    SEC("cgroup/" #what "4")                                                           \
    int nra_audit_##what##4(struct bpf_sock_addr * ctx)                                \
    {                                                                                  \
        __u32 word[4] = {ctx->user_ip4};                                               \
                                                                                       \
        return on_##what(ctx, word);                                                   \
    }                                                                                  \
    SEC("cgroup/" #what "6")                                                           \
    int nra_audit_##what##6(struct bpf_sock_addr * ctx)                                \
    {                                                                                  \
        __u32 word[4] = {ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2],         \
                         ctx->user_ip6[3]};                                            \
                                                                                       \
        return on_##what(ctx, word);                                                   \
    }

HOOKS(bind)
HOOKS(connect)
#define on_sendmsg on_send
HOOKS(sendmsg)

SEC("raw_tp/sched_process_exec")
int nra_audit_exec(void *ctx)
{
    (void)ctx;
    if (bpf_current_task_under_cgroup(&nra_cgroup, 0) == 1)
        __sync_fetch_and_add(&nra_counts.execs, 1);
    return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
