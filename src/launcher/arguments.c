/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "arguments.h"

#include "audit/report_map.h"
#include "cgroup.h"
#include "message.h"
#include "print_env.h"
#include "report_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYNOPSIS "noreuseaddr [OPTION...] [--] COMMAND [ARG...]"

/* What getopt_long returns; anything above is ACTION_ADDED + an action. */
enum {
    SETTING = 1,
    AUDIT,
    REPORT,
    JSON,
    FORMAT,
    SUPPRESSIONS,
    NO_DEFAULT_SUPPRESSIONS,
    GEN_SUPPRESSIONS,
    ISSUE,
    QUIET,
    VERBOSE,
    DEBUGINFOD,
    FOLLOW,
    COLOR,
    ERROR_EXITCODE,
    STRICT,
    ACTION_ADDED,
};

/* The settings have the names that they have in NOREUSEADDR_OPTIONS. */
static const struct option long_options[] = {
    {"mode", required_argument, NULL, SETTING},
    {"bound", required_argument, NULL, SETTING},
    {"reuseport", required_argument, NULL, SETTING},
    {"inherited", optional_argument, NULL, SETTING},
    {"strict", no_argument, NULL, STRICT},
    {"audit", no_argument, NULL, AUDIT},
    {"report", optional_argument, NULL, REPORT},
    {"format", required_argument, NULL, FORMAT},
    {"json", no_argument, NULL, JSON},
    {"suppressions", required_argument, NULL, SUPPRESSIONS},
    {"no-default-suppressions", no_argument, NULL, NO_DEFAULT_SUPPRESSIONS},
    {"gen-suppressions", no_argument, NULL, GEN_SUPPRESSIONS},
    {"issue", required_argument, NULL, ISSUE},
    {"quiet", no_argument, NULL, QUIET},
    {"verbose", no_argument, NULL, VERBOSE},
    {"debuginfod", optional_argument, NULL, DEBUGINFOD},
    {"follow", no_argument, NULL, FOLLOW},
    {"color", required_argument, NULL, COLOR},
    {"error-exitcode", required_argument, NULL, ERROR_EXITCODE},
    {"show", required_argument, NULL, ACTION_ADDED + ACTION_SHOW},
    {"check", no_argument, NULL, ACTION_ADDED + ACTION_CHECK},
    {"print-env", optional_argument, NULL, ACTION_ADDED + ACTION_PRINT_ENV},
    {"system", required_argument, NULL, ACTION_ADDED + ACTION_SYSTEM},
    {"cgroup", optional_argument, NULL, ACTION_ADDED + ACTION_CGROUP},
    {"demo", no_argument, NULL, ACTION_ADDED + ACTION_DEMO},
    {"help", no_argument, NULL, ACTION_ADDED + ACTION_HELP},
    {"version", no_argument, NULL, ACTION_ADDED + ACTION_VERSION},
    {NULL, 0, NULL, 0},
};

const char arguments_help[] =
    "Usage: " SYNOPSIS "\n"
    "Runs COMMAND with SO_REUSEADDR taken off the sockets that connect.\n"
    "\n"
    "  --mode=strip|restore|audit|off\n"
    "                            clear the flag on clients (default); put it back\n"
    "                            after every connect; only record; do nothing\n"
    "  --bound=keep|strip        leave clients alone that are bound to a port of the\n"
    "                            program's own (default), or clear it there too\n"
    "  --reuseport=clear|keep    treat SO_REUSEPORT alike (default), or leave it\n"
    "  --inherited[=yes|no]      clear flags too that were set elsewhere\n"
    "  --strict                  refuse a program that the fix can't reach; let one\n"
    "                            that was not looked at count like a client\n"
    "  --audit                   change nothing; say which code sets the flag on\n"
    "                            clients\n"
    "  --report[=FILE]           say so while the flag is cleared; keep it in FILE\n"
    "  --format=FORMAT[:FILE]    say it as text, json, sarif, github or markdown; in\n"
    "                            addition in FILE\n"
    "  --json                    the same as --format=json\n"
    "  --suppressions=FILE       don't count what lines of FILE name\n"
    "  --no-default-suppressions the same for .noreuseaddr-suppressions: ignore it\n"
    "  --gen-suppressions        print lines for what was found, in place of it\n"
    "  --error-exitcode=N        exit with N if a client had the flag\n"
    "  --quiet                   say nothing if none had\n"
    "  --verbose                 say what needs no change, too\n"
    "  --color=auto|always|never say it in colour on a terminal (default), or not\n"
    "  --debuginfod[=SECONDS]    ask the servers in DEBUGINFOD_URLS for lines, for 30\n"
    "                            seconds at most or so many\n"
    "  --show FILE [--follow]    say what is in FILE; again whenever it changes\n"
    "  --show FILE --issue=N     make a bug report of row N\n"
    "  --check [COMMAND]         prove that the fix works here, and for COMMAND\n"
    "  --print-env[=FORM]        print the environment that would be set, as lines or\n"
    "                            for systemd, docker, sh, rc.conf, login.conf, smf,\n"
    "                            launchd (systemd-cgroup: for --cgroup=pin)\n"
    "  --system=enable|disable|status\n"
    "                            preload the library into all programs of this\n"
    "                            system; take it out; tell which it is\n"
    "  --cgroup COMMAND          have the kernel keep the rule, also where no\n"
    "                            library gets in: static programs, Go ...\n"
    "  --cgroup=attach|detach|status [PATH|UNIT]\n"
    "                            the same for a cgroup or a unit of systemd\n"
    "  --cgroup=pin|unpin [DIRECTORY]\n"
    "                            keep it there for units of systemd, or remove it\n"
    "  --audit --cgroup COMMAND, --audit --cgroup=PATH|UNIT\n"
    "                            the audit of a cgroup, where no library gets in;\n"
    "                            of one that is there until it is interrupted\n"
    "  --demo                    show the problem and the fix on this machine\n"
    "  --help, --version         print this text, or the version\n"
    "\n"
    "Exit status: that of COMMAND; 125 if noreuseaddr itself fails, 126 if it\n"
    "can't execute COMMAND, 127 if it can't find it.  See noreuseaddr(1).\n";

/* Appends NAME=VALUE to the words of REQUEST, if the settings know it. */
static bool add_setting(struct request *request, const char *name, const char *value)
{
    struct settings ignored;
    struct settings_fault fault = {.why = "no such value"};
    char *word, *all;

    if (asprintf(&word, "%s=%s", name, value) < 0 ||
        asprintf(&all, "%s,%s", request->words, word) < 0) {
        complain("%s", strerror(errno));
        return false;
    }
    bool good = !strchr(value, ',') && settings_parse(word, &ignored, &fault);
    if (!good)
        complain("--%s: %s", word, fault.why);
    free(word);
    free(request->words);
    request->words = all;
    return good;
}

/* A comma would end the setting. */
static bool add_report(struct request *request, const char *path)
{
    request->reported = true;
    if (path && strchr(path, ',')) {
        complain("--report=%s: a report's name can't hold a comma", path);
        return false;
    }
    return !path || add_setting(request, "report", path);
}

/* Reads TEXT, the value of the option NAME, as a number from 1 to MOST. */
static bool read_number(const char *name, const char *text, long most, int *number)
{
    long value = strtol(text, NULL, 10);
    bool good =
        strspn(text, "0123456789") == strlen(text) && value > 0 && value <= most;

    if (!good)
        complain("--%s=%s: not a number from 1 to %ld", name, text, most);
    *number = (int)value;
    return good;
}

static bool set_color(struct wish *wish, const char *word)
{
    bool good = terminal_color_read(word, &wish->color);

    if (!good)
        complain("--color=%s: neither auto, always nor never", word);
    return good;
}

static bool set_action(struct request *request, enum action action)
{
    bool good = request->action == ACTION_RUN || request->action == action;

    if (!good && (action == ACTION_CGROUP || request->action == ACTION_CGROUP))
        complain("--cgroup: not with --check, --print-env, --show, --system or --demo");
    else if (!good)
        complain(
            "--check, --print-env, --show, --system and --demo exclude one another");
    request->action = action;
    request->word = optarg;
    return good;
}

static bool take(struct request *request, int option, const char *name)
{
    switch (option) {
    case SETTING:
        request->set = true;
        return add_setting(request, name, optarg ? optarg : "yes");
    case AUDIT:
        return add_report(request, NULL) && add_setting(request, "mode", "audit");
    case REPORT:
        return add_report(request, optarg);
    case JSON:
        return report_output_add(&request->wish.outputs, "json");
    case FORMAT:
        return report_output_add(&request->wish.outputs, optarg);
    case SUPPRESSIONS:
        request->wish.suppresses = true;
        return suppressions_read(&request->wish.suppressions, optarg, false);
    case NO_DEFAULT_SUPPRESSIONS:
        return request->wish.no_default = true;
    case GEN_SUPPRESSIONS:
        return report_output_add(&request->wish.outputs, "suppressions");
    case ISSUE:
        return read_number(name, optarg, REPORT_ROWS, &request->wish.issue);
    case QUIET:
        return request->wish.quiet = true;
    case VERBOSE:
        return request->wish.verbose = true;
    case DEBUGINFOD:
        return read_number(name, optarg ? optarg : "30", 3600,
                           &request->wish.debuginfod);
    case FOLLOW:
        return request->wish.follow = true;
    case COLOR:
        return set_color(&request->wish, optarg);
    case ERROR_EXITCODE:
        return read_number(name, optarg, 255, &request->wish.error_exitcode);
    case STRICT:
        return request->wish.strict = request->strict = true;
    default:
        return set_action(request, (enum action)(option - ACTION_ADDED));
    }
}

/* Complains of the option that getopt_long() stopped at: OPTION is ':' without a value
 * that it needs, else '?', with optopt 0 for a long name that is none or several. */
static bool refuse(int option, char *const argv[])
{
    const char *word = argv[optind - 1];

    if (option == ':')
        complain("%s: needs a value", word);
    else if (!optopt)
        complain("%s: not an option, or short for several", word);
    else if (optopt < ACTION_ADDED + ACTION_VERSION + 1)
        complain("%s: takes no value", word);
    else
        complain("-%c: not an option", optopt);
    return false;
}

/* Takes the options from ARGV.  Help and version win over whatever else is asked. */
static bool take_all(int argc, char **argv, struct request *request)
{
    int option, index = 0;

    opterr = 0; /* what getopt_long() would print may hold anything */
    while ((option = getopt_long(argc, argv, "+:", long_options, &index)) != -1) {
        if (option == ':' || option == '?')
            return refuse(option, argv);
        if (option == ACTION_ADDED + ACTION_HELP ||
            option == ACTION_ADDED + ACTION_VERSION) {
            request->action = (enum action)(option - ACTION_ADDED);
            return true;
        }
        if (!take(request, option, long_options[index].name))
            return false;
    }
    request->command = argv + optind;
    return true;
}

/* The processes that will open it may be in other directories. */
static bool make_absolute(struct request *request)
{
    struct settings *options = &request->options;
    char directory[PATH_MAX] = "";

    if (*options->report != '/' && !getcwd(directory, sizeof directory)) {
        complain("the current directory: %s", strerror(errno));
        return false;
    }
    int length =
        snprintf(request->report, PATH_MAX, "%s%s%.*s", directory,
                 *directory ? "/" : "", (int)options->report_length, options->report);
    bool good = length < PATH_MAX && !strchr(request->report, ',');
    if (!good)
        complain("%s: a report's name can't %s", request->report,
                 length < PATH_MAX ? "hold a comma" : "be so long");
    options->report = request->report;
    options->report_length = strlen(request->report);
    return good;
}

/*
 * Is this a launcher in a run that is recorded?  If it makes a report of its own, that
 * is in another file, and is passed on at the end; what it runs else is the outer
 * run's.
 */
static bool find_outer(struct request *request)
{
    struct settings *options = &request->options;
    const char *run = report_run_word(request->words, options->report);
    const char *file = run ? strchr(run, ',') : NULL;

    if (!file || strncmp(file, ",report=", strlen(",report=")) != 0)
        return true;
    file += strlen(",report=");
    request->outer = strndup(run, (size_t)(file - run) + strcspn(file, ","));
    if (!request->outer) {
        complain("%s", strerror(errno));
        return false;
    }
    if (options->report == file && request->reported)
        options->report = NULL;
    else if (options->report == file) {
        options->report = request->outer;
        options->report_length = strlen(request->outer);
    }
    return true;
}

static bool read_settings(struct request *request)
{
    struct settings *options = &request->options;
    struct settings_fault fault;

    if (!settings_parse(request->words, options, &fault)) {
        complain(SETTINGS_VARIABLE ": %.*s: %s", (int)fault.length, fault.word,
                 fault.why);
        return false;
    }
    if (request->action == ACTION_RUN &&
        (request->wish.error_exitcode ||
         (options->mode == MODE_AUDIT && !options->report)))
        request->reported = true;
    if (report_options_are_for_a_run(request) && options->report &&
        !find_outer(request))
        return false;
    return !options->report || options->report == request->outer ||
           make_absolute(request);
}

static bool is_system_word(const char *word)
{
    return !strcmp(word, "enable") || !strcmp(word, "disable") ||
           !strcmp(word, "status");
}

/* Do action and command go together? */
static bool action_fits(const struct request *request)
{
    bool given = *request->command != NULL;

    if (request->action == ACTION_RUN && !given)
        complain("no command; usage: " SYNOPSIS);
    else if (request->action != ACTION_RUN && request->action != ACTION_CHECK && given)
        complain("%s: --print-env, --show, --system and --demo take no command",
                 *request->command);
    else if (request->action == ACTION_PRINT_ENV && !print_env_has(request->word) &&
             !cgroup_is_form(request->word))
        complain("--print-env=%s: no such form", request->word);
    else if (request->action == ACTION_SYSTEM && !is_system_word(request->word))
        complain("--system=%s: neither enable, disable nor status", request->word);
    else
        return true;
    return false;
}

bool arguments_parse(int argc, char **argv, struct request *request)
{
    const char *inherited = getenv(SETTINGS_VARIABLE);

    request->words = strdup(inherited ? inherited : "");
    request->inherited = inherited ? strlen(inherited) : 0;
    if (!request->words ||
        (inherited && setenv(SETTINGS_VARIABLE, "", 1))) { /* not for this process */
        complain("%s", strerror(errno));
        return false;
    }
    if (!take_all(argc, argv, request))
        return false;
    if (request->action == ACTION_HELP || request->action == ACTION_VERSION)
        return true;
    return read_settings(request) && report_options_fit(request) &&
           (request->action == ACTION_CGROUP ? cgroup_fits(request)
                                             : action_fits(request)) &&
           report_options_read(request) &&
           report_output_files_fit(&request->wish.outputs);
}

void arguments_free(struct request *request)
{
    free(request->words);
    free(request->outer);
    suppressions_free(&request->wish.suppressions);
}
