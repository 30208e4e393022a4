/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "loaders.h"

#include "launcher/child.h"
#include "launcher/message.h"
#include "preload_env.h"

#include <glob.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATTERNS = 4, NOBODY = 65534, OUTPUT = 4096 };

/* Where programs say that their loader is (PT_INTERP): glibc, shlib-versions of each
 * architecture. */
static const char *const loader_patterns[PATTERNS] = {
    "/lib*/ld-linux*.so.[0-9]",
    "/lib*/ld64.so.[0-9]",
    "/lib*/ld.so.[0-9]",
    "/lib*/ld-musl-*.so.[0-9]",
};

/* A program that each loader has. */
static const char *const program_patterns[PATTERNS] = {
    "/lib*/libc.so.6",
    "/lib*/*/libc.so.6",
    "/usr/lib*/libc.so.6",
    "/usr/lib*/*/libc.so.6",
};

/*
 * In the child.  Nobody, since what only root can read would make a complaint in each
 * program of others; what it or ld.so complains of goes to standard output.
 */
static bool prepare(const void *name)
{
    static char *nothing[] = {NULL};
    extern char **environ;

    environ = nothing;
    alarm(10);
    return dup2(STDOUT_FILENO, STDERR_FILENO) >= 0 && !setgroups(0, NULL) &&
           !setgid(NOBODY) && !setuid(NOBODY) &&
           (!name || !setenv("LD_PRELOAD", name, 1));
}

/* Has LOADER list the libraries of PROGRAM, with NAME preloaded (NULL: with nothing).
 */
static int list(char *loader, char *program, const char *name, char output[OUTPUT])
{
    char option[] = "--list";
    char *argv[] = {loader, option, program, NULL};
    size_t length;
    int status = child_run(argv, prepare, name, output, OUTPUT - 1, &length);

    output[length] = '\0';
    return status;
}

/* Can nobody but root change PATH, or put another file in its place?  A group may be
 * permitted to (staff in Debian's /usr/local): the administrator did that. */
static bool only_root_writes(const char *path)
{
    char real[PATH_MAX];
    struct stat status;

    if (!realpath(path, real))
        return false;
    for (;;) {
        if (stat(*real ? real : "/", &status) || status.st_uid != 0 ||
            ((status.st_mode & S_IWOTH) && !(status.st_mode & S_ISVTX)))
            return false;
        char *slash = strrchr(real, '/');
        if (!slash)
            return true;
        *slash = '\0';
    }
}

/*
 * Cuts OUTPUT to the path of our library in the list of the loader.  Returns NULL if it
 * is not there, if it's there only since the file names it already, or if it wants what
 * the C library does not have (elf/dl-version.c:match_symbol).
 */
static char *listed(char output[OUTPUT])
{
    char *end = strstr(output, "/" LIBRARY_FIX " (0x");

    if (!end || strstr(output, "from LD_PRELOAD cannot be preloaded") ||
        strstr(output, "/" LIBRARY_FIX ")"))
        return NULL;
    end += strlen("/" LIBRARY_FIX);
    *end = '\0';
    while (end > output && !strchr(" \t\n", end[-1]))
        end--;
    return end;
}

static bool loads(char *loader, char *program, const char *name)
{
    char output[OUTPUT];
    char *path = list(loader, program, name, output) ? NULL : listed(output);

    if (!path) {
        complain("%s does not load %s: each program that it runs would complain",
                 loader, name);
        return false;
    }
    if (!only_root_writes(path)) {
        complain("%s: not only root can change it, but programs of root would load it",
                 path);
        return false;
    }
    say("%s: loads %s", loader, path);
    return true;
}

enum answer { NEED_NOT, DOES, DOES_NOT };

/* The loader must list the library with a program that it lists by itself. */
static enum answer ask(char *loader, const glob_t *programs, const char *name)
{
    char output[OUTPUT];

    if (strstr(loader, "/ld-musl-")) {
        say("%s: does not read /etc/ld.so.preload", loader);
        return NEED_NOT;
    }
    for (size_t i = 0; i < programs->gl_pathc; i++) {
        char *program = programs->gl_pathv[i];
        int status = list(loader, program, NULL, output);
        if (status == 0)
            return loads(loader, program, name) ? DOES : DOES_NOT;
        if (status == EXIT_LAUNCHER) {
            complain("%s: can't be run as user %d", loader, NOBODY);
            return DOES_NOT;
        }
        if (status == EXIT_CANNOT_RUN) {
            say("%s: runs no program on this kernel", loader);
            return NEED_NOT;
        }
    }
    complain("%s: no C library was found to try %s with", loader, name);
    return DOES_NOT;
}

/* Is PATHS[INDEX] a loader, and none that was there before by another name? */
static bool is_new(char *const paths[], size_t index)
{
    struct stat this, other;

    if (stat(paths[index], &this) || !S_ISREG(this.st_mode))
        return false;
    for (size_t i = 0; i < index; i++)
        if (!stat(paths[i], &other) && this.st_dev == other.st_dev &&
            this.st_ino == other.st_ino)
            return false;
    return true;
}

static bool ask_all(const glob_t *loaders, const glob_t *programs, const char *name)
{
    enum answer answer = NEED_NOT;
    bool any = false;

    for (size_t i = 0; i < loaders->gl_pathc && answer != DOES_NOT; i++) {
        answer = NEED_NOT;
        if (is_new(loaders->gl_pathv, i))
            answer = ask(loaders->gl_pathv[i], programs, name);
        any |= answer == DOES;
    }
    if (!any && answer != DOES_NOT)
        complain("no loader of this system reads /etc/ld.so.preload");
    return any && answer != DOES_NOT;
}

/* What is not found, for whatever reason, is missed later. */
static void find(const char *const patterns[PATTERNS], glob_t *found)
{
    *found = (glob_t){0};
    for (int i = 0; i < PATTERNS; i++)
        glob(patterns[i], i ? GLOB_APPEND : 0, NULL, found);
}

/* Does a program run to its end with the library? */
static bool runs(const char *launcher, const char *name)
{
    char option[] = "--version", output[OUTPUT];
    char path[PATH_MAX];
    char *argv[] = {path, option, NULL};
    size_t length;

    snprintf(path, sizeof path, "%s", launcher);
    int status = child_run(argv, prepare, name, output, OUTPUT, &length);

    if (status)
        complain("%s does not run as user %d with %s", launcher, NOBODY, name);
    return !status;
}

bool loaders_load(const char *launcher, const char *name)
{
    glob_t loaders, programs;

    find(loader_patterns, &loaders);
    find(program_patterns, &programs);
    bool good = ask_all(&loaders, &programs, name) && runs(launcher, name);
    globfree(&loaders);
    globfree(&programs);
    return good;
}
