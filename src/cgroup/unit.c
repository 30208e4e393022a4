/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "unit.h"

#include "launcher/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: becomes systemctl, which writes to OUTPUT, and complains of nothing. */
_Noreturn static void become_systemctl(const char *unit, int output)
{
    int null = open("/dev/null", O_WRONLY);

    dup2(output, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    execlp("systemctl", "systemctl", "show", "--property=ControlGroup", "--value", "--",
           unit, (char *)NULL);
    _exit(EXIT_NOT_FOUND);
}

/* Stores the first line that systemctl says of UNIT in NAME.  Returns how it ended, as
 * waitpid(2) does, or -1 with errno. */
static int ask(const char *unit, char name[PATH_MAX])
{
    int fd[2], status = -1;

    if (pipe(fd))
        return -1;
    pid_t child = fork();
    if (child == 0)
        become_systemctl(unit, fd[1]);
    close(fd[1]);
    FILE *answer = fdopen(fd[0], "r");
    if (!answer || !fgets(name, PATH_MAX, answer))
        *name = '\0';
    if (answer)
        fclose(answer);
    name[strcspn(name, "\n")] = '\0';
    return child > 0 && waitpid(child, &status, 0) == child ? status : -1;
}

bool unit_cgroup(const char *unit, char name[PATH_MAX])
{
    /* systemd escapes these in names, and would answer of all that match. */
    if (strpbrk(unit, "*?[")) {
        complain("%s: a pattern, where one unit or a path is wanted", unit);
        return false;
    }
    int status = ask(unit, name);
    if (status < 0)
        complain("%s: systemctl can't be asked: %s", unit, strerror(errno));
    else if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NOT_FOUND)
        complain("%s: there is no systemctl to ask (a path has a slash)", unit);
    else if (status)
        complain("%s: systemd does not answer (a path has a slash)", unit);
    else if (*name != '/')
        complain("%s: no such unit, or it does not run (a path has a slash)", unit);
    return !status && *name == '/';
}
