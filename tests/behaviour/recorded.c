/* SPDX-License-Identifier: ISC */
/* What the library records, read from the file itself: so it is tested where there is
 * no launcher, too. */
#include "config.h"

#include "cases.h"
#include "net.h"

#include "report_file.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Goes on as the case called NAME, with FD and a new report. */
static void with_report(const char *settings, const char *name, int fd)
{
    char path[] = "/tmp/noreuseaddr-test-XXXXXX", options[200];

    EXPECT(!close(mkstemp(path)));
    setenv("REPORT", path, 1);
    snprintf(options, sizeof options, "%s,report=%s", settings, path);
    case_exec(options, name, fd);
}

/* The report of this process, which has it mapped already. */
static const struct report_file *open_report(void)
{
    int fd = open(getenv("REPORT"), O_RDONLY);
    void *file = mmap(NULL, sizeof(struct report_file), PROT_READ, MAP_SHARED, fd, 0);

    EXPECT(!unlink(getenv("REPORT")) && file != MAP_FAILED);
    return file;
}

static bool is_row(const struct report_file *report, int slot)
{
    return report->rows[slot].state >= SLOT_READY;
}

/* Is the place that a row names in the program, and not in the library? */
static void is_in_program(const struct report_file *report, unsigned slot)
{
    const struct report_place *place = &report->places[slot];
    const struct report_module *module = &report->modules[place->module[0]];
    char path[sizeof module->path + 1] = "";

    EXPECT(slot && place->frames && place->module[0]);
    memcpy(path, module->path, module->path_length);
    EXPECT(*path && !strstr(path, "libnoreuseaddr"));
}

static int new_socket(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1;

    EXPECT(!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    return fd;
}

static void callers(void)
{
    const struct report_file *report = open_report();
    struct address to = net_loopback(AF_INET, 9), any = net_loopback(AF_INET, 0);
    char byte = 'x';
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_name = &to.storage,
                             .msg_namelen = to.length,
                             .msg_iov = &data,
                             .msg_iovlen = 1};
    int wanted = 4, rows = 0;

    EXPECT(!connect(new_socket(), ADDRESS(to)));
    EXPECT(!bind(new_socket(), ADDRESS(any)));
    EXPECT_INT(sendto(new_socket(), "x", 1, 0, ADDRESS(to)), 1);
    EXPECT_INT(sendmsg(new_socket(), &message, 0), 1);
#if HAVE_SENDMMSG
    struct mmsghdr messages = {.msg_hdr = message};
    EXPECT_INT(sendmmsg(new_socket(), &messages, 1, 0), 1);
    wanted++;
#endif
    for (int slot = 0; slot < REPORT_ROWS; slot++) {
        if (!is_row(report, slot))
            continue;
        is_in_program(report, report->rows[slot].key.setter);
        is_in_program(report, report->rows[slot].key.caller);
        EXPECT_INT(report->rows[slot].key.family, REPORT_IPV4);
        rows++;
    }
    EXPECT_INT(rows, wanted);
}

static void with_calls(void)
{
    with_report("mode=audit", ".callers", 0);
}

/* The row of the CALL, of which there must be just one. */
static const struct report_row *only_row(const struct report_file *report, uint8_t call)
{
    const struct report_row *row = NULL;

    for (int slot = 0; slot < REPORT_ROWS; slot++) {
        if (!is_row(report, slot) || report->rows[slot].key.call != call)
            continue;
        EXPECT(!row);
        row = &report->rows[slot];
    }
    EXPECT(row);
    return row;
}

/* Connects by a send from the port that bind to port 0 gave. */
static void fast_open(void)
{
    const struct report_file *report = open_report();
    struct address any = net_loopback(AF_INET, 0), server;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    net_server(&kinds[0], &server);
    net_set(fd, SO_REUSEADDR, 1);
    EXPECT(!bind(fd, ADDRESS(any)));
    if (!MSG_FASTOPEN || sendto(fd, "x", 1, MSG_FASTOPEN, ADDRESS(server)) < 0)
        case_skip("no TCP fast open");
    const struct report_row *row = only_row(report, REPORT_SEND);
    EXPECT_INT(row->key.verdict, REPORT_CLIENT);
    EXPECT_INT(row->key.port, REPORT_ANY_PORT);
    EXPECT_INT(row->count, 1);
    EXPECT_INT(row->first.port, net_port(&server) | REPORT_HAS_ADDRESS);
}

static void with_fast_open(void)
{
    with_report("mode=audit", ".fast open", 0);
}

/* A datagram socket from port 0 is a client too, and gets the flag back. */
static void datagram_from_any(void)
{
    const struct report_file *report = open_report();
    struct address any = net_loopback(AF_INET, 0), to = net_loopback(AF_INET, 9);
    int fd = new_socket();

    EXPECT(!bind(fd, ADDRESS(any)));
    EXPECT(!connect(fd, ADDRESS(to)));
    const struct report_row *row = only_row(report, REPORT_CONNECT);
    EXPECT_INT(row->key.verdict, REPORT_CLIENT);
    EXPECT_INT(row->key.action, REPORT_AROUND);
    EXPECT_INT(net_get(fd, SO_REUSEADDR), 1);
}

static void with_datagram_from_any(void)
{
    with_report("mode=strip", ".datagram from port 0", 0);
}

static void inherited(void)
{
    const struct report_file *report = open_report();
    struct address to = net_loopback(AF_INET, 9);
    int slot = 0;

    EXPECT(!connect(case_fd, ADDRESS(to)));
    while (slot < REPORT_ROWS && !is_row(report, slot))
        slot++;
    EXPECT(slot < REPORT_ROWS);
    EXPECT_INT(report->rows[slot].key.verdict, REPORT_KEPT_SETTING);
    EXPECT_INT(net_get(case_fd, SO_REUSEPORT), 1);
}

static void with_inherited(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    net_set(fd, SO_REUSEPORT, 1);
    with_report("inherited=yes,reuseport=keep", ".inherited", fd);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"who set the flag and who called is the program", "", ONCE, with_calls},
        {"an option that is kept is recorded where it is inherited", "", ONCE,
         with_inherited},
        {"MSG_FASTOPEN from port 0 is a client's", "", ONCE, with_fast_open},
        {"a datagram socket's connect from port 0 is recorded", "", ONCE,
         with_datagram_from_any},
        {".callers", "", ONCE, callers},
        {".fast open", "", ONCE, fast_open},
        {".datagram from port 0", "", ONCE, datagram_from_any},
        {".inherited", "", ONCE, inherited},
        {NULL, NULL, ONCE, NULL},
    };

    return cases_main(argc, argv, cases);
}
