/* SPDX-License-Identifier: ISC */
/*
 * on_terminal COMMAND [ARGUMENT...]: runs COMMAND at a terminal of its own.  Input is
 * typed there, what appears there is printed, and the end is the command's (script(1)
 * does as much, with other options on each system).
 */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void become(char **command, int terminal)
{
    setsid();
    if (ioctl(terminal, TIOCSCTTY, 0))
        _exit(126);
    for (int fd = 0; fd < 3; fd++)
        dup2(terminal, fd);
    close(terminal);
    signal(SIGINT, SIG_DFL); /* a shell ignores them in what it runs by & */
    signal(SIGQUIT, SIG_DFL);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

/* Hands on what has come; false at its end, which Linux calls an error (EIO). */
static bool copy(int from, int to)
{
    char bytes[4096];
    ssize_t got = read(from, bytes, sizeof bytes);

    return got > 0 && write(to, bytes, (size_t)got) == got;
}

static int status_of(pid_t child)
{
    int status;

    if (waitpid(child, &status, 0) != child)
        return 126;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY), terminal = -1;

    if (argc > 1 && master >= 0 && !grantpt(master) && !unlockpt(master))
        terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
    if (terminal < 0)
        return 126;
    pid_t child = fork();
    if (child < 0)
        return 126;
    if (!child) {
        close(master);
        become(argv + 1, terminal);
    }
    close(terminal);
    struct pollfd ready[] = {{master, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    do {
        if (ready[1].revents && !copy(STDIN_FILENO, master))
            ready[1].fd = -1;
        if (ready[0].revents && !copy(master, STDOUT_FILENO))
            return status_of(child);
    } while (poll(ready, 2, -1) >= 0);
    return 126;
}
