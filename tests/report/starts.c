/* SPDX-License-Identifier: ISC */
/*
 * Starts a program in each way that there is: starts WAY PROGRAM [bare].  With "bare"
 * its environment is empty.  Ends as the program does.  "starts wrong" makes calls that
 * fail and prints how.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *program;
static char name[] = "program", more[] = "more", variable[] = "NAME=VALUE";
static char *arguments[] = {name, more, NULL}, *nothing[] = {NULL};
static char **environment;

static int by_execve(void)
{
    return execve(program, arguments, environment);
}

static int by_execv(void)
{
    environ = environment;
    return execv(program, arguments);
}

static int by_execvp(void)
{
    environ = environment;
    return execvp(program, arguments);
}

static int by_execvpe(void)
{
    return execvpe(program, arguments, environment);
}

static int by_execl(void)
{
    environ = environment;
    return execl(program, "program", "1", "2", "3", "4", "5", "6", "7", "8", NULL);
}

static int by_execlp(void)
{
    environ = environment;
    return execlp(program, "program", "1", NULL);
}

static int by_execle(void)
{
    return execle(program, "program", "1", "2", NULL, environment);
}

static int by_fexecve(void)
{
    return fexecve(open(program, O_RDONLY | O_CLOEXEC), arguments, environment);
}

/* Not every libc has it. */
int execveat(int, const char *, char *const[], char *const[], int)
    __attribute__((weak));

static int by_execveat(void)
{
    return execveat ? execveat(AT_FDCWD, program, arguments, environment, 0)
                    : execve(program, arguments, environment);
}

static int by_execveat_directory(void)
{
    char *slash = strrchr(program, '/');

    if (!execveat)
        return execve(program, arguments, environment);
    *slash = '\0';
    int directory = open(program, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return execveat(directory, slash + 1, arguments, environment, 0);
}

/* The library must not be needed for what a program does itself. */
static int by_system_call(void)
{
    return (int)syscall(SYS_execve, program, arguments, environment);
}

static const struct way {
    const char *name;
    int (*start)(void);
} ways[] = {
    {"execve", by_execve},       {"execv", by_execv},
    {"execvp", by_execvp},       {"execvpe", by_execvpe},
    {"execl", by_execl},         {"execlp", by_execlp},
    {"execle", by_execle},       {"fexecve", by_fexecve},
    {"execveat", by_execveat},   {"execveat_directory", by_execveat_directory},
    {"syscall", by_system_call},
};

static int result_of(pid_t child)
{
    int status;

    if (child < 0 || waitpid(child, &status, 0) != child)
        return 98;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 97;
}

static int spawned(const char *way)
{
    posix_spawn_file_actions_t actions;
    pid_t child = -1;
    int error;

    posix_spawn_file_actions_init(&actions);
    if (!strcmp(way, "posix_spawnp")) {
        error = posix_spawnp(&child, program, &actions, NULL, arguments, environment);
    } else if (!strcmp(way, "spawn_elsewhere")) { /* PROGRAM is relative to / */
        posix_spawn_file_actions_addchdir_np(&actions, "/");
        error = posix_spawn(&child, program, &actions, NULL, arguments, environment);
    } else {
        error = posix_spawn(&child, program, NULL, NULL, arguments, environment);
    }
    return error ? 96 : result_of(child);
}

static int by_shell(const char *way)
{
    environ = environment;
    if (!strcmp(way, "system"))
        return WEXITSTATUS(system(program));
    FILE *stream = popen(program, "r");
    return stream ? WEXITSTATUS(pclose(stream)) : 95;
}

/* Where there is no memory left for the report, errno stays as it was all the same. */
static int spawned_in_little_memory(void)
{
    enum { ENOUGH_TO_SPAWN = 256 * 1024 };
    FILE *pages = fopen("/proc/self/statm", "r");
    unsigned long size;
    pid_t child = -1;

    if (!pages || fscanf(pages, "%lu", &size) != 1)
        return 93;
    fclose(pages);
    size = size * (unsigned long)sysconf(_SC_PAGESIZE) + ENOUGH_TO_SPAWN;
    if (setrlimit(RLIMIT_AS, &(struct rlimit){size, size}))
        return 92;
    errno = 77;
    if (posix_spawn(&child, program, NULL, NULL, arguments, environment))
        return 96;
    return errno == 77 ? result_of(child) : 91;
}

/* vfork's child shares this memory, so nothing may be left behind in it. */
static int by_fork(const char *way)
{
    bool is_vfork = !strcmp(way, "vfork");
    pid_t child = is_vfork ? vfork() : fork();

    if (child)
        return result_of(child);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (!strcmp(ways[i].name, is_vfork ? "execve" : way))
            ways[i].start();
    _exit(127);
}

static void tell(const char *what, int result)
{
    int error = errno;

    printf("%s %d %s\n", what, result, strerror(error));
}

/* Nothing is mapped there; volatile, since compilers warn of such calls. */
static volatile uintptr_t nowhere = 8;

/* Texts and arrays that end where memory does. */
static int fail(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *end =
        mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    char **list;

    if (end == MAP_FAILED || munmap(end + page, page))
        return 94;
    end += page;
    list = (char **)(void *)end;
    memcpy(end - 4, "/bin", 4);
    program = "/bin/true";
    tell("no path", execve((char *)nowhere, arguments, environ));
    tell("a path without an end", execve(end - 4, arguments, environ));
    tell("no environment", execve(program, arguments, (char **)nowhere));
    list[-1] = variable;
    tell("an environment without an end", execve(program, arguments, list - 1));
    list[-1] = end - 4;
    list[-2] = list[-1];
    tell("a variable without an end", execve(program, arguments, list - 2));
    tell("no such program", execve("/nonexistent", arguments, environ));
    tell("not in PATH", execvp("nonexistent", arguments));
    tell("no name", execvp("", arguments));
    tell("no descriptor", fexecve(-1, arguments, environ));
    tell("spawn",
         posix_spawn(&(pid_t){0}, "/nonexistent", NULL, NULL, arguments, environ));
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "wrong"))
        return fail();
    if (argc < 3)
        return 99;
    program = argv[2];
    environment = argc > 3 ? nothing : environ;
    if (!strcmp(argv[1], "spawn_in_little_memory"))
        return spawned_in_little_memory();
    if (!strncmp(argv[1], "posix_spawn", strlen("posix_spawn")) ||
        !strcmp(argv[1], "spawn_elsewhere"))
        return spawned(argv[1]);
    if (!strcmp(argv[1], "system") || !strcmp(argv[1], "popen"))
        return by_shell(argv[1]);
    return by_fork(argv[1]);
}
