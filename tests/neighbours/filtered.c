/* SPDX-License-Identifier: ISC */
/*
 * Runs a command under the seccomp filter that systemd would make for the list of
 * system calls on standard input, a name in a line: SystemCallFilter= in
 * systemd.exec(5).
 *
 * filtered allow|deny kill|refuse COMMAND...: only the calls in the list are permitted,
 * or all but those; for another the process is killed, or the call fails with EPERM.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void need(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "filtered: %s\n", what);
    exit(1);
}

int main(int argc, char **argv)
{
    need(argc > 3, "three arguments");
    bool allow = !strcmp(argv[1], "allow");
    unsigned no =
        !strcmp(argv[2], "kill") ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM);
    scmp_filter_ctx filter = seccomp_init(allow ? no : SCMP_ACT_ALLOW);
    char name[100];
    int known = 0;

    need(filter, "seccomp_init");
    while (scanf("%99s", name) == 1) {
        int number = seccomp_syscall_resolve_name(name);
        if (number < 0) /* of another architecture, or newer than libseccomp */
            continue;
        need(!seccomp_rule_add(filter, allow ? SCMP_ACT_ALLOW : no, number, 0), name);
        known++;
    }
    need(known, "no system call in the list");
    need(!seccomp_load(filter), "seccomp_load");
    execvp(argv[3], argv + 3);
    need(false, argv[3]);
}
