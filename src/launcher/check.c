/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "check.h"

#include "child.h"
#include "client_flag.h"
#include "environment.h"
#include "message.h"
#include "program/find.h"
#include "system/features.h"
#include "system/preload_env.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    int family;
    int type;
} clients[] = {
    {"TCP over IPv4", AF_INET, SOCK_STREAM},
    {"TCP over IPv6", AF_INET6, SOCK_STREAM},
    {"UDP over IPv4", AF_INET, SOCK_DGRAM},
    {"UDP over IPv6", AF_INET6, SOCK_DGRAM},
};

enum { CLIENTS = sizeof clients / sizeof clients[0] };

/* What the client found.  It goes through a pipe in binary, since the same program
 * reads it. */
struct findings {
    bool loaded;
    enum client_flag flag[CLIENTS];
};

int check_client(const char *path)
{
    struct findings findings = {0};

    alarm(10); /* should a packet filter swallow what goes over loopback */
    findings.loaded = dlopen(path, RTLD_LAZY | RTLD_NOLOAD) != NULL;
    for (int i = 0; i < CLIENTS; i++)
        findings.flag[i] = client_flag(clients[i].family, clients[i].type);
    return write(STDOUT_FILENO, &findings, sizeof findings) == sizeof findings
               ? EXIT_SUCCESS
               : EXIT_LAUNCHER;
}

static bool prepare(const void *environment)
{
    return environment_apply(environment);
}

/*
 * Runs ARGV in ENVIRONMENT and stores the first SIZE bytes that it prints in OUTPUT.
 * Returns how many, 0 if it didn't end well.
 */
static size_t run(char *const argv[], const struct environment *environment,
                  char *output, size_t size)
{
    size_t length;

    return child_run(argv, prepare, environment, output, size, &length) ? 0 : length;
}

static bool test_client(const struct library *library, const struct settings *options,
                        const char *name, struct findings *findings)
{
    char argument[] = CHECK_CLIENT;
    struct library copy = *library;
    char *argv[] = {copy.launcher, argument, copy.path, NULL};
    struct environment environment;

    if (!environment_make(&environment, name, options))
        return false;
    size_t length = run(argv, &environment, (char *)findings, sizeof *findings);
    environment_free(&environment);
    if (length != sizeof *findings)
        complain("--check: the client that was to be tested did not run to its end");
    return length == sizeof *findings;
}

static const char *flag_text(enum client_flag flag)
{
    return flag == CLIENT_FLAG_SET ? "still set" : "cleared";
}

/* Prints a line for each kind of client; true if they are as the rule wants them. */
static bool judge(const struct findings *without, const struct findings *with,
                  bool strip)
{
    bool tested = false, good = true;

    for (int i = 0; i < CLIENTS; i++) {
        if (with->flag[i] == CLIENT_NOT_TESTED) {
            printf("%s: not available here\n", clients[i].name);
            continue;
        }
        printf("%s: after connect SO_REUSEADDR is %s, without the library %s\n",
               clients[i].name, flag_text(with->flag[i]), flag_text(without->flag[i]));
        tested = true;
        if (strip && with->flag[i] == CLIENT_FLAG_SET)
            good = false;
    }
    if (!tested)
        complain("--check: no client could connect over loopback");
    else if (!good)
        complain("--check: a client still carries SO_REUSEADDR");
    return tested && good;
}

/* The client without the library has it all the same where --system is enabled, so it
 * is switched off for that one. */
static int check_sockets(const struct library *library, const struct settings *options)
{
    const struct settings off = {.mode = MODE_OFF};
    struct findings with, without;

    if (!test_client(library, options, library->name, &with) ||
        !test_client(library, &off, NULL, &without))
        return EXIT_CHECK_FAILED;
    printf("loaded: %s\n", with.loaded ? "yes" : "no");
    if (!with.loaded) {
        complain("--check: the loader did not load %s", library->path);
        return EXIT_CHECK_FAILED;
    }
    return judge(&without, &with, options->mode == MODE_STRIP) ? 0 : EXIT_CHECK_FAILED;
}

static void print_c_library(const struct library *library)
{
    const char *(*version)(void);
    struct elf_file launcher;
    void *symbol = dlsym(RTLD_DEFAULT, "gnu_get_libc_version");

    elf_file_read(library->launcher, &launcher);
    if (symbol)
        memcpy(&version, &symbol, sizeof version);
    say("C library: %s%s%sloader %s", symbol ? "glibc " : "", symbol ? version() : "",
        symbol ? ", " : "", *launcher.loader ? launcher.loader : "not known");
}

/* Only the launcher's own loader is asked: of another one nobody knows that it lists
 * the libraries and does not start the program. */
static bool loader_can_be_asked(const struct program *program,
                                const struct library *library)
{
    struct elf_file launcher;

    elf_file_read(library->launcher, &launcher);
    return this_system.list_option && *launcher.loader &&
           !strcmp(program->elf.loader, launcher.loader);
}

/* Is the library among those that the loader lists for PROGRAM? */
static bool ask_loader(struct program *program, const struct library *library,
                       const struct settings *options)
{
    char output[8192] = "", option[16];
    char *argv[] = {program->elf.loader, option, program->path, NULL};
    struct environment environment;

    snprintf(option, sizeof option, "%s", this_system.list_option);
    if (!environment_make(&environment, library->name, options))
        return false;
    run(argv, &environment, output, sizeof output - 1);
    environment_free(&environment);
    bool listed = strstr(output, LIBRARY_FIX " (0x") != NULL;
    printf("listed by its loader: %s\n", listed ? "yes" : "no");
    if (!listed)
        complain("--check: the loader of %s does not load the library", program->path);
    return listed;
}

static int check_program(const struct library *library, const struct settings *options,
                         const char *command)
{
    char path[PATH_MAX];
    struct program program;

    if (!program_find(command, path)) {
        complain("%s: %s", command, strerror(errno));
        return errno == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
    }
    program_inspect(path, &program);
    say("program: %s%s%s", path, program.interpreter ? ", run by " : "",
        program.interpreter ? program.path : "");
    say("its loader: %s", *program.elf.loader ? program.elf.loader : "not known");
    struct preload preload = library_preload(library);
    const char *why = program_obstacle(&program, &preload);
    if (why) {
        complain("%s: it %s", program.path, why);
        return EXIT_CHECK_FAILED;
    }
    if (loader_can_be_asked(&program, library) &&
        !ask_loader(&program, library, options))
        return EXIT_CHECK_FAILED;
    return 0;
}

int check_run(const struct library *library, const struct settings *options,
              const char *command)
{
    say("library: %s", library->path);
    say("preload: %s=%s", this_system.preload, library->name);
    print_c_library(library);
    int status = check_sockets(library, options);
    if (!status && command)
        status = check_program(library, options, command);
    return status;
}
