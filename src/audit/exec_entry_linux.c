/* SPDX-License-Identifier: ISC */
/*
 * The names by which a program starts another one, so that the report can tell which of
 * them were not looked at.  They change nothing: the program's own call goes ahead.
 * glibc's own calls, in system and popen, go past its names, so these two are here too.
 *
 * The ways with arguments in a list go on as those with an array, as in libc; a preload
 * that wraps only execl is not called then.
 */
#include "config.h"

#include "exec_watch.h"
#include "fix/entry.h"

#include <alloca.h>
#include <errno.h>
#include <paths.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#include <string.h>
#endif

extern char **environ;

typedef char *const words[]; /* arguments, or an environment */
typedef int exec_fn(const char *, words, words);
typedef int execv_fn(const char *, words);
typedef int fexecve_fn(int, words, words);
typedef int execveat_fn(int, const char *, words, words, int);
typedef int spawn_fn(pid_t *, const char *, const posix_spawn_file_actions_t *,
                     const posix_spawnattr_t *, words, words);
typedef int system_fn(const char *);
typedef FILE *popen_fn(const char *, const char *);

static _Atomic(exec_fn *) next_execve, next_execvpe;
static _Atomic(execv_fn *) next_execv, next_execvp;
static _Atomic(fexecve_fn *) next_fexecve;
static _Atomic(execveat_fn *) next_execveat;
static _Atomic(spawn_fn *) next_posix_spawn, next_posix_spawnp;
static _Atomic(system_fn *) next_system;
static _Atomic(popen_fn *) next_popen;

COLD static void look_up(void)
{
    NEXT_LOOK_UP(next_execve, exec_fn, "execve");
    NEXT_LOOK_UP(next_execvpe, exec_fn, "execvpe");
    NEXT_LOOK_UP(next_execv, execv_fn, "execv");
    NEXT_LOOK_UP(next_execvp, execv_fn, "execvp");
    NEXT_LOOK_UP(next_fexecve, fexecve_fn, "fexecve");
    NEXT_LOOK_UP(next_posix_spawn, spawn_fn, "posix_spawn");
    NEXT_LOOK_UP(next_posix_spawnp, spawn_fn, "posix_spawnp");
    NEXT_LOOK_UP(next_system, system_fn, "system");
    NEXT_LOOK_UP(next_popen, popen_fn, "popen");
#ifdef __GLIBC__
    if (strverscmp(gnu_get_libc_version(), "2.34") >= 0)
        NEXT_LOOK_UP(next_execveat, execveat_fn, "execveat");
#endif
}

__attribute__((constructor)) static void load(void)
{
    look_up();
}

/* FIELD, which load fills; another constructor may call before. */
#define NEXT_EXEC(field)                                                               \
    (atomic_load_explicit(&(field), memory_order_relaxed)                              \
         ? atomic_load_explicit(&(field), memory_order_relaxed)                        \
         : (look_up(), atomic_load_explicit(&(field), memory_order_relaxed)))

/* What a call that returned, since it failed, returns in turn. */
static int failed(unsigned number, int result)
{
    exec_watch_take_back(number);
    return result;
}

ENTRY int execve(const char *path, words arguments, words environment)
{
    exec_fn *next_call = NEXT_EXEC(next_execve);
    unsigned number = exec_watch_start(path, environment);

    return failed(number,
                  next_call ? next_call(path, arguments, environment) : next_missing());
}

ENTRY int execv(const char *path, words arguments)
{
    execv_fn *next_call = NEXT_EXEC(next_execv);
    unsigned number = exec_watch_start(path, environ);

    return failed(number, next_call ? next_call(path, arguments) : next_missing());
}

ENTRY int execvp(const char *file, words arguments)
{
    execv_fn *next_call = NEXT_EXEC(next_execvp);
    unsigned number = exec_watch_search(file, environ);

    return failed(number, next_call ? next_call(file, arguments) : next_missing());
}

ENTRY int execvpe(const char *file, words arguments, words environment)
{
    exec_fn *next_call = NEXT_EXEC(next_execvpe);
    unsigned number = exec_watch_search(file, environment);

    return failed(number,
                  next_call ? next_call(file, arguments, environment) : next_missing());
}

/* The number of arguments from FIRST on, their NULL included.  LIST is behind FIRST. */
static size_t count_words(const char *first, va_list list)
{
    size_t count = 1;

    for (const char *word = first; word; word = va_arg(list, const char *))
        count++;
    return count;
}

/* Writes the arguments from FIRST on into TO. */
static void collect_words(char **to, const char *first, va_list list)
{
    *to = (char *)(uintptr_t)first;
    while (*to++)
        *to = va_arg(list, char *);
}

/* Makes an array NAME of the arguments of a function from FIRST on.  On the stack, as
 * in libc (posix/execl.c of glibc), since a child of vfork can't allocate. */
#define WORDS_FROM(name, first)                                                        \
    char **name;                                                                       \
    do {                                                                               \
        va_list list_;                                                                 \
        va_start(list_, first);                                                        \
        name = alloca(count_words(first, list_) * sizeof *(name));                     \
        va_end(list_);                                                                 \
        va_start(list_, first);                                                        \
        collect_words(name, first, list_);                                             \
        va_end(list_);                                                                 \
    } while (0)

ENTRY int execl(const char *path, const char *first, ...)
{
    /* cppcheck-suppress allocaCalled */
    WORDS_FROM(arguments, first);
    return execv(path, arguments);
}

ENTRY int execlp(const char *file, const char *first, ...)
{
    /* cppcheck-suppress allocaCalled */
    WORDS_FROM(arguments, first);
    return execvp(file, arguments);
}

/* The environment follows the NULL, past which LIST is to be gone here: where a list
 * that a function was given stands afterwards is not told (C11, 7.16). */
ENTRY int execle(const char *path, const char *first, ...)
{
    va_list list;
    char *const *environment;

    /* cppcheck-suppress allocaCalled */
    WORDS_FROM(arguments, first);
    va_start(list, first);
    for (const char *word = first; word;)
        word = va_arg(list, const char *);
    environment = va_arg(list, char *const *);
    va_end(list);
    return execve(path, arguments, environment);
}

ENTRY int fexecve(int descriptor, words arguments, words environment)
{
    fexecve_fn *next_call = NEXT_EXEC(next_fexecve);
    unsigned number = exec_watch_at(descriptor, "", environment);

    return failed(number, next_call ? next_call(descriptor, arguments, environment)
                                    : next_missing());
}

/* Declared since glibc 2.34. */
execveat_fn execveat;

ENTRY int execveat(int directory, const char *path, words arguments, words environment,
                   int flags)
{
    execveat_fn *next_call = NEXT_EXEC(next_execveat);
    unsigned number = exec_watch_at(directory, path, environment);

    return failed(number,
                  next_call ? next_call(directory, path, arguments, environment, flags)
                            : next_missing());
}

/* The result of a spawn, which is an error number; NEXT_CALL may be missing. */
#define SPAWN(next_call, path)                                                         \
    (next_call ? next_call(process, path, actions, attributes, arguments, environment) \
               : ENOSYS)

ENTRY int posix_spawn(pid_t *process, const char *path,
                      const posix_spawn_file_actions_t *actions,
                      const posix_spawnattr_t *attributes, words arguments,
                      words environment)
{
    spawn_fn *next_call = NEXT_EXEC(next_posix_spawn);
    unsigned number = exec_watch_start(path, environment);
    int error = SPAWN(next_call, path);

    return error ? failed(number, error) : 0;
}

ENTRY int posix_spawnp(pid_t *process, const char *file,
                       const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes, words arguments,
                       words environment)
{
    spawn_fn *next_call = NEXT_EXEC(next_posix_spawnp);
    unsigned number = exec_watch_search(file, environment);
    int error = SPAWN(next_call, file);

    return error ? failed(number, error) : 0;
}

/* Without a command glibc tries whether the shell runs; musl knows. */
static bool starts_shell(const char *command)
{
#ifdef __GLIBC__
    (void)command;
    return true;
#else
    return command != NULL;
#endif
}

ENTRY int system(const char *command)
{
    system_fn *next_call = NEXT_EXEC(next_system);
    unsigned number =
        starts_shell(command) ? exec_watch_start(_PATH_BSHELL, environ) : 0;
    int status = next_call ? next_call(command) : next_missing();

    return status == -1 ? failed(number, status) : status;
}

ENTRY FILE *popen(const char *command, const char *type)
{
    popen_fn *next_call = NEXT_EXEC(next_popen);
    unsigned number = exec_watch_start(_PATH_BSHELL, environ);
    FILE *stream = NULL;

    if (next_call)
        stream = next_call(command, type);
    else
        next_missing();
    if (!stream)
        exec_watch_take_back(number);
    return stream;
}
