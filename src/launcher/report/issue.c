/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "issue.h"

#include "advice.h"
#include "command.h"
#include "launcher/message.h"
#include "launcher/printable.h"
#include "markdown.h"

#include <string.h>
#include <sys/utsname.h>

/* From docs/kernels.md, in which each is read in the source or measured. */
static const char tcp[] =
    "| system | what happens |\n|---|---|\n"
    "| OpenBSD; NetBSD, macOS and DragonFly over IPv6; FreeBSD up to 12 | `connect` "
    "fails now and then with `EADDRINUSE` although ports are free |\n"
    "| FreeBSD 13 and later, DragonFly over IPv4, illumos | the same after `bind` to "
    "port "
    "0 |\n"
    "| Linux | a process of any user that sets the flag can listen on the client's "
    "port |\n";
static const char udp[] =
    "| system | what happens |\n|---|---|\n"
    "| Linux, OpenBSD; NetBSD and macOS over IPv6; FreeBSD and DragonFly in part | "
    "several "
    "sockets are given one port: replies reach the wrong one |\n"
    "| FreeBSD, OpenBSD, DragonFly; NetBSD and macOS over IPv6 | `bind` to port 0 or "
    "`connect` fails now and then |\n";

static void put_module(FILE *to, const struct report_step *step)
{
    char path[4 * sizeof step->module->path + 1];

    if (!step || !step->module || !step->module->build_id_length)
        return;
    printable(path, sizeof path, step->module->path, step->module->path_length);
    fputs("- build-id of ", to);
    report_markdown_code(to, path);
    fputs(": `", to);
    for (size_t i = 0; i < step->module->build_id_length; i++)
        fprintf(to, "%02x", step->module->build_id[i]);
    fputs("`\n", to);
}

static void put_versions(FILE *to, const struct report_group *group)
{
    struct utsname system;
    const struct report_step *setter = report_chain_inner(group->member->setter);

    fputs("\n- found by " PACKAGE_STRING "\n", to);
    if (uname(&system) >= 0)
        fprintf(to, "- system: %s %s %s\n", system.sysname, system.release,
                system.machine);
    put_module(to, setter);
    fputs("- version of the program: (please add)\n", to);
}

static void put_check(FILE *to, const struct report_group *group)
{
    char command[REPORT_COMMAND];

    report_command_line(group->member->program, command);
    fputs("\n## How to check\n\nThis names the code on any system, also where nothing "
          "fails, and ends with 1 as long as a client has the flag:\n\n",
          to);
    fprintf(to, "    noreuseaddr --audit --error-exitcode=1 -- %s\n", command);
}

bool report_issue_print(FILE *to, const struct report_findings *findings, int number)
{
    const struct report_groups *groups = findings->groups;
    const struct report_group *group = &groups->group[number - 1];
    char advice[REPORT_ADVICE];

    if ((size_t)number > groups->groups || !report_rule(group)) {
        complain("--issue %d: there is no such row with something to change", number);
        return false;
    }
    const struct report_rule *rule = report_rule(group);
    report_advice(group, advice);
    fprintf(to, "# %s\n\n## What happens\n\n%s\n\n%s", rule->title, rule->help,
            report_is_datagram(group->key) ? udp : tcp);
    fputs("\n## Evidence\n\n", to);
    report_markdown_details(to, (size_t)number, group, true);
    put_versions(to, group);
    fprintf(to, "\n## What to change\n\n%s\n", advice);
    put_check(to, group);
    return true;
}
