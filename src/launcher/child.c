/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "child.h"

#include "message.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: replaces it by ARGV, whose output goes to OUTPUT. */
static void become(char *const argv[], bool (*prepare)(const void *context),
                   const void *context, int output)
{
    if (dup2(output, STDOUT_FILENO) >= 0) {
        if (output != STDOUT_FILENO)
            close(output);
        if (!prepare(context))
            _exit(EXIT_LAUNCHER);
        execv(argv[0], argv);
        if (errno == ENOEXEC)
            _exit(EXIT_CANNOT_RUN);
    }
    complain("%s: %s", argv[0], strerror(errno));
    _exit(EXIT_LAUNCHER);
}

static size_t read_all(int fd, char *output, size_t size)
{
    size_t length = 0;
    char rest[512] = "";

    for (;;) {
        bool full = length == size;
        ssize_t more =
            read(fd, full ? rest : output + length, full ? sizeof rest : size - length);
        if (more <= 0 && !(more < 0 && errno == EINTR))
            return length;
        if (more > 0 && !full)
            length += (size_t)more;
    }
}

int child_run(char *const argv[], bool (*prepare)(const void *context),
              const void *context, char *output, size_t size, size_t *length)
{
    int fd[2], status;

    *length = 0;
    if (pipe(fd))
        return EXIT_LAUNCHER;
    pid_t child = fork();
    if (child == 0) {
        close(fd[0]);
        become(argv, prepare, context, fd[1]);
    }
    close(fd[1]);
    *length = read_all(fd[0], output, size);
    close(fd[0]);
    if (child < 0)
        return EXIT_LAUNCHER;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
