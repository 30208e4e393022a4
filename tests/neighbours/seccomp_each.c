/* SPDX-License-Identifier: ISC */
/*
 * The program's seccomp filter refuses one call, or kills for it: each call that the
 * library makes somewhere, and those that other libraries of its kind were caught at.
 * tests/behaviour/sandbox.c says what becomes of the flag where getsockopt, getsockname
 * and setsockopt are refused.
 */
#include "config.h"

#include "behaviour/cases.h"
#include "behaviour/net.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#if !defined SYS_mmap && defined SYS_mmap2
#define SYS_mmap SYS_mmap2
#endif

enum { REFUSE = SECCOMP_RET_ERRNO | EPERM };
#define KILL SECCOMP_RET_KILL_PROCESS

/* From now on ACTION is the answer to the system call NUMBER. */
static void forbid(long number, unsigned action)
{
#ifdef SYS_socketcall /* where libc may use that, for kernels before 4.3 */
    case_skip("socket calls have no number of their own here");
#endif
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};

    EXPECT(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        case_skip("no seccomp filters");
}

/* Does the calls that are wrapped, on SOCKETS that are new; errno must be left alone.
 */
static void use(const int sockets[5], const struct address *server)
{
    struct address any = net_loopback(case_kind->family, 0);
    struct sockaddr_storage to = server->storage;
    struct iovec data = {(char[1]){"x"}, 1};
    struct mmsghdr message = {{.msg_name = &to,
                               .msg_namelen = server->length,
                               .msg_iov = &data,
                               .msg_iovlen = 1},
                              0};

    errno = ENOTNAM;
    EXPECT(!connect(sockets[0], ADDRESS(*server)));
    EXPECT(!bind(sockets[1], ADDRESS(any)));
    EXPECT(!connect(sockets[1], ADDRESS(*server)));
    if (case_kind->type == SOCK_DGRAM) {
        EXPECT_INT(sendto(sockets[2], "x", 1, 0, ADDRESS(*server)), 1);
        EXPECT_INT(sendmsg(sockets[3], &message.msg_hdr, 0), 1);
        EXPECT_INT(sendmmsg(sockets[4], &message, 1, 0), 1);
    }
    EXPECT_INT(errno, ENOTNAM);
}

static void under_filter(int make(void), long number, unsigned action, int flag_after)
{
    struct address server;
    int sockets[5];

    net_server(case_kind, &server);
    for (int i = 0; i < 5; i++)
        sockets[i] = make();
    forbid(number, action);
    use(sockets, &server);
    if (number != SYS_getsockopt)
        EXPECT_INT(net_get(sockets[0], SO_REUSEADDR), flag_after);
}

static int plain(void)
{
    return net_socket(case_kind);
}

/* In a process of its own: what kills it? */
static int killed_by(void run(int fd, const struct address *to), int fd, long number,
                     const struct address *to)
{
    int status = -1;
    pid_t child = fork();

    if (!child) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        forbid(number, KILL);
        run(fd, to);
        _exit(0);
    }
    EXPECT_INT(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status))
        _exit(WEXITSTATUS(status)); /* failed or skipped, and has said so */
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void connect_to(int fd, const struct address *to)
{
    EXPECT(!connect(fd, ADDRESS(*to)));
}

static void connect_nowhere(int fd, const struct address *to)
{
    struct sockaddr_un nowhere = {.sun_family = AF_UNIX, .sun_path = "/nowhere"};

    (void)to;
    EXPECT(connect(fd, (struct sockaddr *)&nowhere, sizeof nowhere) && errno == ENOENT);
}

/*
 * The limit: in a process that uses the flag, a filter that kills for one of the
 * library's calls kills.  OTHER is what becomes of a socket without the flag, of any
 * family.
 */
static void limit(long number, int other)
{
    struct address server;
    int local = socket(AF_UNIX, SOCK_STREAM, 0);

    net_server(case_kind, &server);
    int flagged = net_flagged(), unflagged = plain();
    EXPECT_INT(killed_by(connect_to, flagged, number, &server), SIGSYS);
    EXPECT_INT(killed_by(connect_to, unflagged, number, &server), other);
    EXPECT_INT(killed_by(connect_nowhere, local, number, NULL), other);
}

static void getsockopt_limit(void)
{
    limit(SYS_getsockopt, SIGSYS);
}

static void getsockname_limit(void)
{
    limit(SYS_getsockname, 0);
}

static void setsockopt_limit(void)
{
    limit(SYS_setsockopt, 0);
}

#define FILTERS(call, flag_after)                                                      \
    static void call##_refused(void)                                                   \
    {                                                                                  \
        under_filter(plain, SYS_##call, REFUSE, 0);                                    \
    }                                                                                  \
    static void call##_kills(void)                                                     \
    {                                                                                  \
        under_filter(plain, SYS_##call, KILL, 0);                                      \
    }                                                                                  \
    static void call##_refused_flag(void)                                              \
    {                                                                                  \
        under_filter(net_flagged, SYS_##call, REFUSE, flag_after);                     \
    }
FILTERS(getsockopt, 0)
FILTERS(getsockname, 1) /* it may be a port of the program's own */
FILTERS(setsockopt, 1)
FILTERS(openat, 0)
FILTERS(mmap, 0)

static void openat_kills_flag(void)
{
    under_filter(net_flagged, SYS_openat, KILL, 0);
}

static void mmap_kills_flag(void)
{
    under_filter(net_flagged, SYS_mmap, KILL, 0);
}

#define NO_FLAG_CASES(call)                                                            \
    {"no flag, " #call " is refused: nothing changes", "", ALL_KINDS, call##_refused}, \
    {                                                                                  \
        "no flag, " #call " kills: nothing changes", "", ALL_KINDS, call##_kills       \
    }
#define FLAG_CASE(call)                                                                \
    {                                                                                  \
        "flag, " #call " is refused: all goes ahead", "", ALL_KINDS,                   \
            call##_refused_flag                                                        \
    }

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        NO_FLAG_CASES(getsockopt),
        NO_FLAG_CASES(getsockname),
        NO_FLAG_CASES(setsockopt),
        NO_FLAG_CASES(openat),
        NO_FLAG_CASES(mmap),
        FLAG_CASE(getsockopt),
        FLAG_CASE(getsockname),
        FLAG_CASE(setsockopt),
        FLAG_CASE(openat),
        FLAG_CASE(mmap),
        {"flag, openat kills: it is gone all the same", "", ALL_KINDS,
         openat_kills_flag},
        {"flag, mmap kills: it is gone all the same", "", ALL_KINDS, mmap_kills_flag},
        {"flag, getsockopt kills: the limit", "", ALL_KINDS, getsockopt_limit},
        {"flag, getsockname kills: the limit", "", ALL_KINDS, getsockname_limit},
        {"flag, setsockopt kills: the limit", "", ALL_KINDS, setsockopt_limit},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
