/* SPDX-License-Identifier: ISC */
/*
 * Bad descriptors, pointers and lengths: in a process that uses the flag each call must
 * end as the kernel ends it, errno and flag included.  The kernel's own answer comes
 * from syscall(2), past every library.
 */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#ifdef HAVE_MAKECONTEXT
#include <ucontext.h>
#endif

/* One call twice: through libc's name, and raw. */
typedef long call_fn(int raw, int fd, void *address, socklen_t length);

static long do_connect(int raw, int fd, void *address, socklen_t length)
{
    return raw ? syscall(SYS_connect, fd, address, length)
               : connect(fd, address, length);
}

static long do_bind(int raw, int fd, void *address, socklen_t length)
{
    return raw ? syscall(SYS_bind, fd, address, length) : bind(fd, address, length);
}

static long do_sendto(int raw, int fd, void *address, socklen_t length)
{
    const int flags = MSG_NOSIGNAL;

    return raw ? syscall(SYS_sendto, fd, "x", 1L, flags, address, length)
               : sendto(fd, "x", 1, flags, address, length);
}

static long do_sendmsg(int raw, int fd, void *address, socklen_t length)
{
    struct msghdr message = {.msg_name = address, .msg_namelen = length};

    return raw ? syscall(SYS_sendmsg, fd, &message, MSG_NOSIGNAL)
               : sendmsg(fd, &message, MSG_NOSIGNAL);
}

/* More pieces than UIO_MAXIOV: FreeBSD refuses before it reads the address (sys_sendmsg
 * in sys/kern/uipc_syscalls.c), Linux after (copy_msghdr_from_user in net/socket.c). */
static long do_sendmsg_of_many(int raw, int fd, void *address, socklen_t length)
{
    static struct iovec pieces[1025];
    struct msghdr message = {.msg_name = address,
                             .msg_namelen = length,
                             .msg_iov = pieces,
                             .msg_iovlen = sizeof pieces / sizeof pieces[0]};

    return raw ? syscall(SYS_sendmsg, fd, &message, MSG_NOSIGNAL)
               : sendmsg(fd, &message, MSG_NOSIGNAL);
}

#ifdef __GLIBC__
static long do_sendmsg_at(int raw, int fd, void *address, socklen_t length)
{
    (void)length;
    return raw ? syscall(SYS_sendmsg, fd, address, MSG_NOSIGNAL)
               : sendmsg(fd, address, MSG_NOSIGNAL);
}

static long do_sendmmsg_at(int raw, int fd, void *address, socklen_t length)
{
    (void)length;
    return raw ? syscall(SYS_sendmmsg, fd, address, 1, MSG_NOSIGNAL)
               : sendmmsg(fd, address, 1, MSG_NOSIGNAL);
}
#endif

static long do_setsockopt(int raw, int fd, void *address, socklen_t length)
{
    return raw ? syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, address, length)
               : setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, address, length);
}

static const struct {
    const char *name;
    call_fn *call;
} calls[] = {
    {"connect", do_connect},
    {"bind", do_bind},
    {"sendto", do_sendto},
    {"sendmsg", do_sendmsg},
    {"sendmsg of many", do_sendmsg_of_many},
    {"setsockopt", do_setsockopt},
#ifdef __GLIBC__ /* musl reads the message itself (src/network/sendmsg.c) */
    {"sendmsg at", do_sendmsg_at},
    {"sendmmsg at", do_sendmmsg_at},
#endif
};
enum { CALLS = sizeof calls / sizeof calls[0], CALLS_WITH_AN_ADDRESS = 5 };

static long page;
static char *last_bytes; /* the end of a page that none follows */

static void make_pages(void)
{
    page = sysconf(_SC_PAGESIZE);
    char *map = mmap(NULL, 2 * (size_t)page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    EXPECT(map != MAP_FAILED);
    EXPECT(!mprotect(map + page, (size_t)page, PROT_NONE));
    last_bytes = map + page;
}

struct outcome {
    long result;
    int error;
    int flag;
    int has_port;
};

/* What CALL does to a new descriptor of sort HOW. */
static struct outcome try(call_fn *call, int raw, int how, void *address,
                          socklen_t length)
{
    int fds[2] = {-1, -1};
    struct outcome outcome = {.flag = -1};

    switch (how) {
    case 0: /* no descriptor at all */
        break;
    case 1:
        fds[0] = open("/dev/null", O_RDONLY);
        break;
    case 2:
        EXPECT(!pipe(fds));
        break;
    case 3:
        fds[0] = socket(AF_UNIX, SOCK_DGRAM, 0);
        net_set(fds[0], SO_REUSEADDR, 1);
        break;
    default:
        fds[0] = socket(how % 2 ? AF_INET : AF_INET6,
                        how % 4 < 2 ? SOCK_STREAM : SOCK_DGRAM, 0);
        net_set(fds[0], SO_REUSEADDR, how < 8);
        EXPECT(!fcntl(fds[0], F_SETFL, O_NONBLOCK));
    }
    errno = 0;
    outcome.result = call(raw, fds[0], address, length);
    outcome.error = errno;
    if (how >= 3) {
        struct address local = net_local(fds[0]);
        outcome.flag = net_get(fds[0], SO_REUSEADDR);
        outcome.has_port = how > 3 && net_port(&local) != 0;
    }
    close(fds[0]);
    close(fds[1]);
    return outcome;
}

enum { HOWS = 12 };

/* But for the one permitted difference: a client that has its port lost the flag. */
static bool is_alike(call_fn *call, struct outcome ours, struct outcome kernels)
{
    if (call != do_bind && call != do_setsockopt &&
        (ours.result >= 0 || ours.error == EINPROGRESS) && ours.has_port && !ours.flag)
        ours.flag = kernels.flag;
    return ours.result == kernels.result && ours.error == kernels.error &&
           ours.flag == kernels.flag && ours.has_port == kernels.has_port;
}

/*
 * A connect program on any cgroup, such as tests/cgroup attaches, changes what the
 * kernel does to every datagram socket with a short address: none has a port then
 * (BPF_CGROUP_PRE_CONNECT_ENABLED in inet_dgram_connect, net/ipv4/af_inet.c).  So the
 * kernel's answer counts that is the same before and after ours.
 */
static void compare(size_t which, int how, void *address, socklen_t length)
{
    call_fn *call = calls[which].call;
    struct outcome ours = try(call, 0, how, address, length);
    struct outcome kernels = try(call, 1, how, address, length), before = {0};

    if (is_alike(call, ours, kernels))
        return;
    do {
        before = try(call, 1, how, address, length);
        ours = try(call, 0, how, address, length);
        kernels = try(call, 1, how, address, length);
    } while (!is_alike(do_bind, before, kernels));
    if (is_alike(call, ours, kernels))
        return;
    case_explain(
        "%s, descriptor %d, address %p, length %u: %ld %s, flag %d, port %d; the "
        "kernel: %ld %s, flag %d, port %d",
        calls[which].name, how, address, (unsigned)length, ours.result,
        strerror(ours.error), ours.flag, ours.has_port, kernels.result,
        strerror(kernels.error), kernels.flag, kernels.has_port);
    case_failed(__FILE__, __LINE__, "as the kernel");
}

/* So that the library asks from now on. */
static void use_the_flag(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    net_set(fd, SO_REUSEADDR, 1);
    net_set(fd, SO_REUSEPORT, 1);
    close(fd);
}

static const socklen_t lengths[] = {0,  1,  2,  7,   8,   15,  16,           24,
                                    27, 28, 64, 110, 128, 129, (socklen_t)-1};
enum { LENGTHS = sizeof lengths / sizeof lengths[0] };

static void bad_pointers(void)
{
    use_the_flag();
    make_pages();
    void *pointers[] = {NULL,           (void *)1,     (void *)4095,   (void *)-1L,
                        (void *)-4096L, last_bytes,    last_bytes + 1, last_bytes - 1,
                        last_bytes - 2, last_bytes - 8};

    for (size_t i = 0; i < sizeof pointers / sizeof pointers[0]; i++)
        for (size_t length = 0; length < LENGTHS; length++)
            for (size_t call = 0; call < CALLS; call++)
                for (int how = 0; how < HOWS; how++)
                    compare(call, how, pointers[i], lengths[length]);
}

/* Port 1, where nobody listens: what succeeds is left to the other tests. */
static void bad_lengths(void)
{
    char on_stack[256] = {0};
    char *elsewhere = net_elsewhere(256);

    use_the_flag();
    static const sa_family_t all[] = {AF_UNSPEC, AF_UNIX,      AF_INET,
                                      AF_INET6,  AF_APPLETALK, 255};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        for (size_t length = 0; length < LENGTHS - 1; length++)
            for (size_t call = 0; call < CALLS_WITH_AN_ADDRESS; call++)
                for (int how = 0; how < HOWS; how++) {
                    struct address to =
                        net_loopback(all[i] == AF_INET6 ? AF_INET6 : AF_INET, 1);
                    to.storage.ss_family = all[i];
                    memcpy(on_stack, &to.storage, sizeof to.storage);
                    memcpy(elsewhere, &to.storage, sizeof to.storage);
                    compare(call, how, on_stack, lengths[length]);
                    compare(call, how, elsewhere, lengths[length]);
                }
}

/* Between the program's variables and its heap the kernel leaves a random gap. */
static void before_the_heap(void)
{
    static char last;
    uintptr_t next_page = ((uintptr_t)&last / (uintptr_t)page + 1) * (uintptr_t)page;

    for (uintptr_t heap = (uintptr_t)sbrk(0); next_page < heap;
         next_page += (uintptr_t)page)
        if (mincore((void *)next_page, 1, (void *)(char[1]){0})) /* of either sign */
            break; /* not mapped: ENOMEM */
    for (size_t call = 0; call < CALLS; call++)
        for (int how = 0; how < HOWS; how++)
            compare(call, how, (void *)next_page, 16);
}

static void gap_before_the_heap(void)
{
    use_the_flag();
    page = sysconf(_SC_PAGESIZE);
    before_the_heap();
}

enum { ROOM = 4 }; /* pages, of which one becomes the hole */

/*
 * Takes away a page within ROOM at START, where a program's memory may well be: a guard
 * page.  What lies within it can't be read, nor can all of what begins before it.
 */
static void hole_at(char *start)
{
    uintptr_t from = (uintptr_t)start + (uintptr_t)page;
    char *hole =
        (char *)((from + (uintptr_t)page - 1) / (uintptr_t)page * (uintptr_t)page);
    struct address any = net_loopback(AF_INET, 0);

    memcpy(hole - 8, &any.storage, 8); /* family, port 0 and address */
    EXPECT(!mprotect(hole, (size_t)page, PROT_NONE));
    for (size_t call = 0; call < CALLS; call++)
        for (size_t length = 0; length < LENGTHS; length++)
            for (int how = 4; how < HOWS; how++) {
                compare(call, how, hole + 64, lengths[length]);
                compare(call, how, hole - 8, lengths[length]);
            }
    EXPECT(!mprotect(hole, (size_t)page, PROT_READ | PROT_WRITE));
}

static void hole_in_the_heap(void)
{
    use_the_flag();
    page = sysconf(_SC_PAGESIZE);
    char *heap = sbrk(ROOM * page);
    if (heap == (void *)-1)
        case_skip("this C library's sbrk gives nothing");
    hole_at(heap);
}

static void hole_in_variables(void)
{
    static char variables[ROOM << 16]; /* the largest pages have 64 KiB */

    use_the_flag();
    page = sysconf(_SC_PAGESIZE);
    hole_at(variables);
}

static void hole_in_the_stack(void)
{
    char stack[ROOM << 16];

    use_the_flag();
    page = sysconf(_SC_PAGESIZE);
    memset(stack, 0, sizeof stack);
    hole_at(stack);
}

static void hole_in_a_mapping(void)
{
    use_the_flag();
    page = sysconf(_SC_PAGESIZE);
    hole_at(net_elsewhere(ROOM * (size_t)page));
}

#ifdef HAVE_MAKECONTEXT /* musl has none */
/*
 * A coroutine's stack, or a signal's, lies anywhere: here at the start of a map whose
 * rest is gone.
 */
static char *stack;
static ucontext_t caller, coroutine;

static void on_that_stack(void)
{
    for (size_t call = 0; call < CALLS; call++)
        for (int how = 0; how < HOWS; how++)
            compare(call, how, stack + (1 << 19), 16);
}

static void *on_a_coroutine(void *unused)
{
    (void)unused;
    stack = net_elsewhere(1 << 20);
    EXPECT(!munmap(stack + (1 << 18), (1 << 20) - (1 << 18)));
    EXPECT(!getcontext(&coroutine));
    coroutine.uc_stack.ss_sp = stack;
    coroutine.uc_stack.ss_size = 1 << 18;
    coroutine.uc_link = &caller;
    makecontext(&coroutine, on_that_stack, 0);
    EXPECT(!swapcontext(&caller, &coroutine));
    return NULL;
}

static void coroutine_of_the_first_thread(void)
{
    use_the_flag();
    on_a_coroutine(NULL);
}

static void coroutine_of_another_thread(void)
{
    pthread_t thread;
    pthread_attr_t small;

    use_the_flag();
    EXPECT(!pthread_attr_init(&small));
    EXPECT(!pthread_attr_setstacksize(&small, 1 << 18));
    EXPECT(!pthread_create(&thread, &small, on_a_coroutine, NULL));
    EXPECT(!pthread_join(thread, NULL));
}

#endif

/* Numbers that no descriptor can have. */
static void bad_numbers(void)
{
    static const int numbers[] = {-1, INT_MIN, INT_MAX, 1 << 24};
    struct address to = net_loopback(AF_INET, 1);

    use_the_flag();
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        for (size_t call = 0; call < CALLS_WITH_AN_ADDRESS; call++) {
            EXPECT_INT(calls[call].call(1, numbers[i], &to.storage, to.length), -1);
            const int kernels = errno;
            errno = 0;
            EXPECT_INT(calls[call].call(0, numbers[i], &to.storage, to.length), -1);
            EXPECT_INT(errno, kernels);
        }
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"bad pointers: as the kernel", "", ONCE, bad_pointers},
        {"bad pointers, inherited=yes", "inherited=yes", ONCE, bad_pointers},
        {"bad pointers, bound=strip", "bound=strip", ONCE, bad_pointers},
        {"before the heap: as the kernel", "", ONCE, gap_before_the_heap},
        {"a hole in the heap: as the kernel", "", ONCE, hole_in_the_heap},
        {"a hole in the heap, inherited=yes", "inherited=yes", ONCE, hole_in_the_heap},
        {"a hole in the heap, mode=restore", "mode=restore", ONCE, hole_in_the_heap},
        {"a hole in the heap, recorded", "report=errors.report", ONCE,
         hole_in_the_heap},
        {"a hole in the variables: as the kernel", "", ONCE, hole_in_variables},
        {"a hole in the stack: as the kernel", "", ONCE, hole_in_the_stack},
        {"a hole in the stack, recorded", "report=errors.report", ONCE,
         hole_in_the_stack},
        {"a hole in a mapping: as the kernel", "", ONCE, hole_in_a_mapping},
        {"bad pointers, recorded: as the kernel", "report=errors.report", ONCE,
         bad_pointers},
#ifdef HAVE_MAKECONTEXT
        {"on a coroutine's stack: as the kernel", "", ONCE,
         coroutine_of_the_first_thread},
        {"on that of another thread: as the kernel", "", ONCE,
         coroutine_of_another_thread},
#endif
        {"numbers of no descriptor: as the kernel", "", ONCE, bad_numbers},
        {"families and lengths: as the kernel", "", ONCE, bad_lengths},
        {"families and lengths, bound=strip", "bound=strip", ONCE, bad_lengths},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
