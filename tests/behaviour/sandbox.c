/* SPDX-License-Identifier: ISC */
/*
 * The program's seccomp filter refuses calls that only the library makes.  tor's
 * answers getsockopt with EPERM in this way.
 */
#include "config.h"

#include "cases.h"
#include "net.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From now on the system call NUMBER fails with ERROR, or does nothing and succeeds. */
static void answer(unsigned number, unsigned error)
{
#ifdef SYS_socketcall /* where libc may use that, for kernels before 4.3 */
    case_skip("socket calls have no number of their own here");
#endif
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};

    EXPECT(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        case_skip("no seccomp filters");
}

static void refuse(unsigned number)
{
    answer(number, EPERM);
}

/*
 * The flag of FD can't be asked for once that is refused, so another process does, one
 * that was started before.
 */
static int questions[2], answers[2];

static void start_asker(int fd)
{
    EXPECT(!pipe(questions) && !pipe(answers));
    if (fork())
        return;
    close(questions[1]); /* so that it ends with the case */
    for (char question; read(questions[0], &question, 1) == 1;) {
        int value = net_get(fd, SO_REUSEADDR);
        EXPECT_INT(write(answers[1], &value, sizeof value), sizeof value);
    }
    _exit(0);
}

static int ask(void)
{
    int value = -1;

    EXPECT_INT(write(questions[1], "?", 1), 1);
    EXPECT_INT(read(answers[0], &value, sizeof value), sizeof value);
    return value;
}

static void refused_question(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    start_asker(fd);
    refuse(SYS_getsockopt);
    EXPECT(getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){0}, &(socklen_t){4}) &&
           errno == EPERM);
    EXPECT(!connect(fd, ADDRESS(server)));
    EXPECT_INT(ask(), 0);
}

static void refused_question_after_any(void)
{
    struct address server, any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    int fd = net_flagged();
    start_asker(fd);
    refuse(SYS_getsockopt);
    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT_INT(ask(), 1); /* a listener must not lose it */
    EXPECT(!connect(fd, ADDRESS(server)));
    EXPECT_INT(ask(), 0);
}

/* Nobody knows whether it had the flag: what was not set is not set afterwards. */
static void refused_question_sets_nothing(void)
{
    struct address nobody = net_free(case_kind);

    net_flagged();
    int fd = net_socket(case_kind);
    start_asker(fd);
    refuse(SYS_getsockopt);
    EXPECT(connect(fd, ADDRESS(nobody)) && errno == ECONNREFUSED);
    EXPECT_INT(ask(), 0);
}

static void refused_question_sets_nothing_at_bind(void)
{
    struct address any = net_loopback(case_kind->family, 0);

    net_flagged();
    int fd = net_socket(case_kind);
    start_asker(fd);
    refuse(SYS_getsockopt);
    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT_INT(ask(), 0);
}

static void refused_question_at_send(void)
{
    struct address server;

    net_server(case_kind, &server);
    int fd = net_flagged();
    start_asker(fd);
    refuse(SYS_getsockopt);
    EXPECT_INT(sendto(fd, "x", 1, 0, ADDRESS(server)), 1);
    EXPECT_INT(ask(), 0);
}

static void goes_ahead(const long *refused, int count)
{
    struct address server, any = net_loopback(case_kind->family, 0);

    net_server(case_kind, &server);
    int fd = net_flagged(), bound = net_flagged(), sender = net_flagged();
    for (int i = 0; i < count; i++)
        refuse((unsigned)refused[i]);
    errno = EXDEV;
    EXPECT(!connect(fd, ADDRESS(server)) && errno == EXDEV);
    EXPECT(!bind(bound, ADDRESS(any)) && errno == EXDEV);
    EXPECT(!connect(bound, ADDRESS(server)) && errno == EXDEV);
    if (case_kind->type == SOCK_DGRAM)
        EXPECT(sendto(sender, "x", 1, 0, ADDRESS(server)) == 1 && errno == EXDEV);
}

static const long calls[] = {SYS_getsockname, SYS_setsockopt, SYS_getsockopt};

static void refused_name(void)
{
    goes_ahead(&calls[0], 1);
}

static void refused_change(void)
{
    goes_ahead(&calls[1], 1);
}

static void refused_all(void)
{
    goes_ahead(calls, 3);
}

/* As of TIPC, where it takes all names away (__tipc_bind in net/tipc/socket.c). */
static void bind_of_nothing(void)
{
    int fd = net_flagged();

    answer(SYS_bind, 0);
    EXPECT(!bind(fd, NULL, 0));
    EXPECT(!bind(fd, NULL, sizeof(struct sockaddr_in)));
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"getsockopt refused: cleared unasked", "", ALL_KINDS, refused_question},
        {"getsockopt refused, bind to port 0: cleared at connect", "", ALL_KINDS,
         refused_question_after_any},
        {"getsockopt refused, connect fails: nothing is set", "", STREAMS,
         refused_question_sets_nothing},
        {"getsockopt refused, bind to port 0: nothing is set", "", ALL_KINDS,
         refused_question_sets_nothing_at_bind},
        {"getsockopt refused: cleared unasked at the first send", "", DATAGRAMS,
         refused_question_at_send},
        {"getsockname refused: goes ahead", "", ALL_KINDS, refused_name},
        {"setsockopt refused: goes ahead", "", ALL_KINDS, refused_change},
        {"all refused: goes ahead", "", ALL_KINDS, refused_all},
        {"a bind of no bytes that succeeds", "", ONCE, bind_of_nothing},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
