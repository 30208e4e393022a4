/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "check.h"
#include "demo.h"
#include "environment.h"
#include "library.h"
#include "message.h"
#include "options.h"
#include "print_env.h"
#include "program.h"
#include "system_preload.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYNOPSIS "noreuseaddr [OPTION...] [--] COMMAND [ARG...]"

enum action {
    ACTION_RUN,
    ACTION_CHECK,
    ACTION_PRINT_ENV,
    ACTION_SYSTEM,
    ACTION_DEMO,
    ACTION_HELP,
    ACTION_VERSION,
};

/* What getopt_long returns; anything above is ACTION_ADDED + an action. */
enum { SETTING = 1, RESERVED, STRICT, ACTION_ADDED };

/* The settings have the names that they have in NOREUSEADDR_OPTIONS. */
static const struct option long_options[] = {
    {"mode", required_argument, NULL, SETTING},
    {"bound", required_argument, NULL, SETTING},
    {"reuseport", required_argument, NULL, SETTING},
    {"inherited", optional_argument, NULL, SETTING},
    {"strict", no_argument, NULL, STRICT},
    {"check", no_argument, NULL, ACTION_ADDED + ACTION_CHECK},
    {"print-env", optional_argument, NULL, ACTION_ADDED + ACTION_PRINT_ENV},
    {"system", required_argument, NULL, ACTION_ADDED + ACTION_SYSTEM},
    {"demo", no_argument, NULL, ACTION_ADDED + ACTION_DEMO},
    {"help", no_argument, NULL, ACTION_ADDED + ACTION_HELP},
    {"version", no_argument, NULL, ACTION_ADDED + ACTION_VERSION},
    {"audit", no_argument, NULL, RESERVED},
    {"report", optional_argument, NULL, RESERVED},
    {"json", no_argument, NULL, RESERVED},
    {"error-exitcode", required_argument, NULL, RESERVED},
    {"show", required_argument, NULL, RESERVED},
    {"quiet", no_argument, NULL, RESERVED},
    {NULL, 0, NULL, 0},
};

struct request {
    enum action action;
    const char *word; /* how, after '=': for --print-env (NULL: none) and --system */
    bool strict;
    struct options options;
    char **command; /* ends with NULL; empty if none was given */
};

static const char help[] =
    "Usage: " SYNOPSIS "\n"
    "Runs COMMAND with SO_REUSEADDR taken off the sockets that connect.\n"
    "\n"
    "  --mode=strip|restore|off  clear the flag on clients (default); put it back\n"
    "                            after every connect; change nothing\n"
    "  --bound=keep|strip        leave clients alone that are bound to a port of the\n"
    "                            program's choice (default), or clear it there too\n"
    "  --reuseport=clear|keep    treat SO_REUSEPORT alike (default), or leave it\n"
    "  --inherited[=yes|no]      look also for flags that were set elsewhere\n"
    "  --strict                  refuse a program that the fix can't reach\n"
    "  --check [COMMAND]         prove that the fix works here, and for COMMAND\n"
    "  --print-env[=systemd|docker|sh]\n"
    "                            print the environment that would be set\n"
    "  --system=enable|disable|status\n"
    "                            preload the library into all programs of this\n"
    "                            system; take it out; tell which it is\n"
    "  --demo                    show the problem and the fix on this machine\n"
    "  --help, --version         print this text, or the version\n"
    "\n"
    "Exit status: that of COMMAND; 125 if noreuseaddr itself fails, 126 if it\n"
    "can't execute COMMAND, 127 if it can't find it.  See noreuseaddr(1).\n";

static bool add_setting(char **words, const char *name, const char *value)
{
    struct options ignored;
    struct options_fault fault = {.why = "no such value"};
    char *word, *all;

    if (asprintf(&word, "%s=%s", name, value) < 0 ||
        asprintf(&all, "%s,%s", *words, word) < 0) {
        complain("%s", strerror(errno));
        return false;
    }
    bool good = !strchr(value, ',') && options_parse(word, &ignored, &fault);
    if (!good)
        complain("--%s: %s", word, fault.why);
    free(word);
    free(*words);
    *words = all;
    return good;
}

static bool set_action(struct request *request, enum action action)
{
    bool good = request->action == ACTION_RUN || request->action == action;

    if (!good)
        complain("--check, --print-env, --system and --demo exclude one another");
    request->action = action;
    request->word = optarg;
    return good;
}

/* Takes the options from ARGV.  Help and version win over whatever else is asked. */
static bool parse_arguments(int argc, char **argv, struct request *request,
                            char **words)
{
    int option, index;

    while ((option = getopt_long(argc, argv, "+", long_options, &index)) != -1) {
        if (option == '?')
            return false; /* getopt_long has complained */
        if (option == RESERVED) {
            complain("--%s: reserved for a later version", long_options[index].name);
            return false;
        }
        if (option == SETTING &&
            !add_setting(words, long_options[index].name, optarg ? optarg : "yes"))
            return false;
        if (option == STRICT)
            request->strict = true;
        if (option == ACTION_ADDED + ACTION_HELP ||
            option == ACTION_ADDED + ACTION_VERSION) {
            request->action = (enum action)(option - ACTION_ADDED);
            return true;
        }
        if (option >= ACTION_ADDED &&
            !set_action(request, (enum action)(option - ACTION_ADDED)))
            return false;
    }
    request->command = argv + optind;
    return true;
}

static bool read_settings(const char *words, struct options *options)
{
    struct options_fault fault;

    if (options_parse(words, options, &fault))
        return true;
    complain(OPTIONS_VARIABLE ": %.*s: %s", (int)fault.length, fault.word, fault.why);
    return false;
}

static bool is_system_word(const char *word)
{
    return !strcmp(word, "enable") || !strcmp(word, "disable") ||
           !strcmp(word, "status");
}

static bool fits(const struct request *request)
{
    bool given = *request->command != NULL;

    if (request->action == ACTION_RUN && !given)
        complain("no command; usage: " SYNOPSIS);
    else if (request->action != ACTION_RUN && request->action != ACTION_CHECK && given)
        complain("%s: --print-env, --system and --demo take no command",
                 *request->command);
    else if (request->action == ACTION_PRINT_ENV && !print_env_has(request->word))
        complain("--print-env=%s: no such form", request->word);
    else if (request->action == ACTION_SYSTEM && !is_system_word(request->word))
        complain("--system=%s: neither enable, disable nor status", request->word);
    else
        return true;
    return false;
}

static bool parse(int argc, char **argv, struct request *request)
{
    const char *inherited = getenv(OPTIONS_VARIABLE);
    char *words = strdup(inherited ? inherited : "");

    if (!words) {
        complain("%s", strerror(errno));
        return false;
    }
    bool good = parse_arguments(argc, argv, request, &words);
    if (good && request->action != ACTION_HELP && request->action != ACTION_VERSION)
        good = read_settings(words, &request->options) && fits(request);
    free(words);
    return good;
}

/* Says what is in the way of the fix; false if the command is not to be run then. */
static bool look(const struct library *library, const char *command, bool strict)
{
    char path[PATH_MAX];
    struct program program;

    if (!program_find(command, path))
        return true; /* exec will tell */
    program_look(path, &program);
    const char *why = program_obstacle(&program, library);
    if (why)
        complain("%s%s%s%s: it %s", strict ? "" : "warning: ", path,
                 program.interpreter ? " is run by " : "",
                 program.interpreter ? program.path : "", why);
    return !why || !strict;
}

static int run(const struct library *library, const struct environment *environment,
               const struct request *request)
{
    if (!look(library, *request->command, request->strict) ||
        !environment_apply(environment))
        return EXIT_LAUNCHER;
    execvp(*request->command, request->command); /* NOLINT: a command was given */
    int status = errno == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
    complain("%s: %s", *request->command, strerror(errno));
    return status;
}

/* Does what sets the environment: for the command or for who reads it. */
static int use_environment(const struct library *library, const struct request *request)
{
    struct environment environment;
    int status = EXIT_SUCCESS;

    if (!environment_make(&environment, library->name, &request->options))
        return EXIT_LAUNCHER;
    if (request->action == ACTION_PRINT_ENV)
        status = print_env(&environment, request->word) ? EXIT_SUCCESS : EXIT_LAUNCHER;
    else
        status = run(library, &environment, request);
    environment_free(&environment);
    return status;
}

/* Only to enable it must the library be there. */
static int change_system(const char *argv0, const char *word)
{
    struct library library;

    if (!strcmp(word, "status"))
        return system_preload_status();
    if (!strcmp(word, "disable"))
        return system_preload_disable();
    return library_find(argv0, &library) ? system_preload_enable(&library)
                                         : EXIT_LAUNCHER;
}

static int act(const char *argv0, const struct request *request)
{
    struct library library;

    if (request->action == ACTION_HELP) {
        fputs(help, stdout);
        return EXIT_SUCCESS;
    }
    if (request->action == ACTION_VERSION) {
        puts(PACKAGE_NAME " " PACKAGE_VERSION);
        return EXIT_SUCCESS;
    }
    if (request->action == ACTION_SYSTEM)
        return change_system(argv0, request->word);
    if (!library_find(argv0, &library))
        return EXIT_LAUNCHER;
    if (request->action == ACTION_CHECK)
        return check_run(&library, &request->options, *request->command);
    if (request->action == ACTION_DEMO)
        return demo_run(&library);
    return use_environment(&library, request);
}

int main(int argc, char **argv)
{
    static char name[] = "noreuseaddr";
    struct request request = {0};

    if (argc < 1)
        return EXIT_LAUNCHER;
    if (argc == 3 && !strcmp(argv[1], CHECK_CLIENT))
        return check_client(argv[2]);

    const char *argv0 = argv[0];
    argv[0] = name; /* getopt_long begins its complaints with it */
    if (!parse(argc, argv, &request))
        return EXIT_LAUNCHER;
    int status = act(argv0, &request);
    if (fflush(stdout) || ferror(stdout)) {
        complain("standard output: %s", strerror(errno));
        return EXIT_LAUNCHER;
    }
    return status;
}
