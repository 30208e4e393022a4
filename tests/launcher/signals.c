/* SPDX-License-Identifier: ISC */
/*
 * The launcher that waits for its command must not show: not for who signals it, not at
 * a terminal, not in how it ends.  The command is this program again.
 */
#include "config.h"

#include "../behaviour/cases.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SIGRTMAX
#define SIGRTMAX SIGUSR2 /* OpenBSD and macOS have no more */
#endif

enum { SIGNALS = 129 }; /* as in src/launcher/supervise.c */

static void tell(int byte)
{
    unsigned char c = (unsigned char)byte;

    if (write(STDOUT_FILENO, &c, 1) != 1)
        _exit(8); /* the test is gone; SIGPIPE would come again and again */
}

/* Tells each signal but EXCEPT, and echoes its input until that ends. */
static int command_tells(int except)
{
    struct sigaction action = {.sa_handler = tell};
    unsigned char c;
    ssize_t got;

    sigfillset(&action.sa_mask); /* one after the other */
    for (int number = 1; number < SIGNALS; number++)
        if (number != except)
            sigaction(number, &action, NULL);
    tell(0);
    sigprocmask(SIG_UNBLOCK, &action.sa_mask, NULL);
    while ((got = read(STDIN_FILENO, &c, 1)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            tell(c);
    return 7;
}

/* Tells what it got from whoever ran it. */
static int command_state(void)
{
    struct sigaction action;
    sigset_t mask;

    sigprocmask(SIG_SETMASK, NULL, &mask);
    for (int number = 1; number < SIGNALS; number++)
        if (!sigaction(number, NULL, &action))
            dprintf(STDOUT_FILENO, "%d%s%s ", number,
                    sigismember(&mask, number) > 0 ? "blocked" : "",
                    action.sa_handler == SIG_IGN   ? "ignored"
                    : action.sa_handler == SIG_DFL ? ""
                                                   : "caught");
    for (int fd = 0; fd < 64; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            dprintf(STDOUT_FILENO, "fd %d ", fd);
    dprintf(STDOUT_FILENO, "group %d", (int)getpgrp() != (int)getpid());
    return 7;
}

static int command(const char *what)
{
    if (!strcmp(what, "tell"))
        return command_tells(0);
    if (!strcmp(what, "stop"))
        return command_tells(SIGTSTP);
    if (!strcmp(what, "state"))
        return command_state();
    raise(atoi(what));
    return 0;
}

/* The launcher as it runs, and the ends of its input and output. */
static pid_t launcher;
static bool is_like_openbsd;     /* is it supervisor.c? */
static bool is_without_launcher; /* is it the command itself? */
static int input, output;

static void exec_launcher(const char *what)
{
    const char *self = case_program();

    if (is_like_openbsd) {
        char supervisor[PATH_MAX];
        snprintf(supervisor, sizeof supervisor, "%s/tests/launcher/supervisor",
                 getenv("BUILDDIR"));
        execl(supervisor, "supervisor", self, "command", what, (char *)NULL);
    }
    if (is_without_launcher)
        execl(self, self, "command", what, (char *)NULL);
    /* Where the kernel keeps no path of a program, it finds its library by its name. */
    const char *noreuseaddr = getenv("NOREUSEADDR");
    execl(noreuseaddr, noreuseaddr, "--report", self, "command", what, (char *)NULL);
    _exit(127);
}

/* Starts it with the command WHAT in a group of its own; PREPARE is called first. */
static void start(const char *what, void (*prepare)(void))
{
    int in[2], out[2];

    EXPECT(!pipe(in) && !pipe(out));
    EXPECT((launcher = fork()) >= 0);
    if (!launcher) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        for (int fd = 3; fd < 64; fd++)
            close(fd);
        setpgid(0, 0);
        if (prepare)
            prepare();
        exec_launcher(what);
    }
    setpgid(launcher, launcher);
    close(in[0]);
    close(out[1]);
    input = in[1];
    output = out[0];
}

static bool is_linux(void)
{
    struct utsname system;

    return uname(&system) >= 0 && !strcmp(system.sysname, "Linux");
}

/* The next thing that the command tells; -1: nothing more will come. */
static int told(void)
{
    unsigned char c;

    return read(output, &c, 1) == 1 ? c : -1;
}

static void ends_with_7(void)
{
    int status;

    close(input);
    EXPECT_INT(told(), -1);
    EXPECT_INT(waitpid(launcher, &status, 0), launcher);
    EXPECT(WIFEXITED(status));
    EXPECT_INT(WEXITSTATUS(status), 7);
}

static void echoes(void)
{
    EXPECT_INT(write(input, "x", 1), 1);
    EXPECT_INT(told(), 'x');
}

static void each_signal_reaches_the_command_once(void)
{
    const int numbers[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGABRT,  SIGPIPE, SIGUSR1,
                           SIGUSR2, SIGALRM, SIGTERM, SIGWINCH, SIGTSTP, SIGCONT,
                           SIGURG,  SIGIO,   SIGXCPU, SIGPROF,  SIGRTMAX};

    start("tell", NULL);
    EXPECT_INT(told(), 0);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        EXPECT(!kill(launcher, numbers[i]));
        EXPECT_INT(told(), numbers[i]);
    }
    echoes();
    ends_with_7();
}

/* It waits until the command is ready, which may take a slow machine longer. */
static void run_by_alarm(void)
{
    sigset_t only;

    sigemptyset(&only);
    sigaddset(&only, SIGALRM);
    sigprocmask(SIG_BLOCK, &only, NULL);
    alarm(1);
}

static void an_alarm_set_before_is_for_the_command(void)
{
    start("tell", run_by_alarm);
    EXPECT_INT(told(), 0);
    EXPECT_INT(told(), SIGALRM);
    ends_with_7();
}

static int master;
static char terminal[64];

/* Makes a terminal. */
static void open_terminal(void)
{
    master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) || unlockpt(master))
        case_skip("no pseudo-terminals");
    snprintf(terminal, sizeof terminal, "%s", ptsname(master));
}

/* Makes it that of this process, which leads a session as a shell does. */
static int take_terminal(void)
{
    setsid();
    int slave = open(terminal, O_RDWR | O_NOCTTY);
    EXPECT(slave >= 0 && !ioctl(slave, TIOCSCTTY, 0));
    return slave;
}

/* As a shell runs a job: in the foreground. */
static int start_at_terminal(const char *what)
{
    open_terminal();
    int slave = take_terminal();
    signal(SIGTTOU, SIG_IGN);
    start(what, NULL);
    EXPECT(!tcsetpgrp(slave, launcher));
    EXPECT_INT(told(), 0);
    return slave;
}

static void stops_with(int number)
{
    int status;

    EXPECT_INT(waitpid(launcher, &status, WUNTRACED), launcher);
    EXPECT(WIFSTOPPED(status));
    EXPECT_INT(WSTOPSIG(status), number);
}

/* KEY makes NUMBER.  Meanwhile the launcher is stopped: what it sent on at once could
 * not be told from what is pending. */
static void key_makes(const char *key, int number)
{
    EXPECT(!kill(launcher, SIGSTOP));
    stops_with(SIGSTOP);
    EXPECT_INT(write(master, key, 1), 1);
    EXPECT_INT(told(), number);
    EXPECT(!kill(launcher, SIGCONT));
    EXPECT_INT(told(), SIGCONT);
}

static void a_key_reaches_the_command_once(void)
{
    struct winsize size = {.ws_row = 20, .ws_col = 70};
    int slave = start_at_terminal("tell");

    key_makes("\003", SIGINT);
    key_makes("\034", SIGQUIT);
    EXPECT_INT(write(master, "\032", 1), 1);
    EXPECT_INT(told(), SIGTSTP);
    EXPECT(!ioctl(master, TIOCSWINSZ, &size));
    EXPECT_INT(told(), SIGWINCH);
    echoes();
    ends_with_7();
    close(slave);
}

/* The kernel sends a key's signal as a process would.  A process that sends it to the
 * group stands in for that one. */
static void a_key_that_looks_like_kill_reaches_it_once(void)
{
    is_like_openbsd = true;
    int slave = start_at_terminal("tell");

    EXPECT(!kill(launcher, SIGSTOP));
    stops_with(SIGSTOP);
    EXPECT(!kill(-launcher, SIGINT));
    EXPECT_INT(told(), SIGINT);
    EXPECT(!kill(launcher, SIGCONT)); /* no key makes it */
    EXPECT_INT(told(), SIGCONT);
    EXPECT(!kill(launcher, SIGUSR1));
    EXPECT_INT(told(), SIGUSR1);
    echoes();
    EXPECT(!tcsetpgrp(slave, getpgrp()));
    EXPECT(!kill(launcher, SIGINT)); /* no key reaches the background */
    EXPECT_INT(told(), SIGINT);
    ends_with_7();
    close(slave);
}

static void a_key_stops_and_a_shell_continues(void)
{
    int slave = start_at_terminal("stop");

    for (int i = 0; i < 3; i++) {
        EXPECT_INT(write(master, "\032", 1), 1);
        stops_with(SIGTSTP);
        EXPECT(!tcsetpgrp(slave, getpgrp()) && !tcsetpgrp(slave, launcher));
        EXPECT(!kill(-launcher, SIGCONT));
        EXPECT_INT(told(), SIGCONT);
        echoes();
        /* The launcher is back in its loop: a key in the instant before it is stops it
         * at once, and what it then learns of the command's stop may be out of date. */
        EXPECT(!kill(launcher, SIGUSR1));
        EXPECT_INT(told(), SIGUSR1);
    }
    ends_with_7();
    close(slave);
}

static void who_stops_the_launcher_stops_the_command(void)
{
    start("stop", NULL);
    EXPECT_INT(told(), 0);
    EXPECT(!kill(launcher, SIGTSTP));
    stops_with(SIGTSTP);
    EXPECT(!kill(launcher, SIGCONT));
    EXPECT_INT(told(), SIGCONT);
    echoes();
    ends_with_7();
}

static void lead_session(void)
{
    (void)take_terminal();
}

/* setsid(2) fails for the leader of a group. */
static void fork_and_lead_session(void)
{
    pid_t child = fork();
    int status = 0;

    if (!child) {
        lead_session();
        return;
    }
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    waitpid(child, &status, 0);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void a_hang_up_reaches_the_command_of_a_session_leader(void)
{
    open_terminal();
    start("tell", fork_and_lead_session);
    EXPECT_INT(told(), 0);
    close(master);
    EXPECT_INT(told(), SIGHUP);
    /* drivers/tty/tty_jobctrl.c:tty_signal_session_leader sends it; ttymodem in
     * OpenBSD's sys/kern/tty.c and ttydisc_modem in FreeBSD's tty_ttydisc.c do not. */
    if (is_linux())
        EXPECT_INT(told(), SIGCONT);
    echoes();
    ends_with_7();
}

/* nohup and shells in the background ignore some. */
static void ignore_nothing(void)
{
    for (int number = 1; number < SIGNALS; number++)
        signal(number, SIG_DFL);
}

static void want_core(void)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

    setrlimit(RLIMIT_CORE, &limit);
    ignore_nothing();
}

static void ends_by(int number)
{
    char text[16], directory[] = "/tmp/noreuseaddr-test-XXXXXX", order[PATH_MAX];
    int status;

    EXPECT(mkdtemp(directory) && !chdir(directory)); /* where a core file goes */
    snprintf(text, sizeof text, "%d", number);
    start(text, want_core);
    EXPECT_INT(waitpid(launcher, &status, 0), launcher);
    snprintf(order, sizeof order, "rm -r %s", directory); /* core, core.PID, ... */
    EXPECT_INT(system(order), 0);
    EXPECT_INT(WIFEXITED(status) ? WEXITSTATUS(status) : 0, 0);
    EXPECT_INT(WTERMSIG(status), number);
    EXPECT(!WCOREDUMP(status));
}

static void it_ends_by_the_same_signal(void)
{
    const int numbers[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGABRT, SIGFPE,
                           SIGKILL, SIGSEGV, SIGPIPE, SIGTERM, SIGUSR1, SIGRTMAX};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        ends_by(numbers[i]);
}

static void odd_state(void)
{
    sigset_t mask;

    ignore_nothing();
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigaddset(&mask, SIGTERM);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    signal(SIGHUP, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
}

/* What the command finds up to its process group. */
static void read_state(char text[4096])
{
    size_t length = 0;
    ssize_t more;

    start("state", odd_state);
    while ((more = read(output, text + length, 4095 - length)) > 0)
        length += (size_t)more;
    text[length] = '\0';
    char *group = strstr(text, "group");
    EXPECT(group);
    EXPECT_INT(group[strlen("group ")], is_without_launcher ? '0' : '1');
    *group = '\0';
    ends_with_7();
}

/* exec resets some itself: OpenBSD an ignored SIGCHLD (kern_sig.c:execsigs). */
static void the_command_finds_what_it_would_find(void)
{
    char alone[4096], text[4096], hung_up[32];

    is_without_launcher = true;
    read_state(alone);
    is_without_launcher = false;
    read_state(text);
    EXPECT(!strcmp(text, alone));
    snprintf(hung_up, sizeof hung_up, "%dignored ", SIGHUP);
    EXPECT(strstr(text, hung_up));
    EXPECT(strstr(text, "blocked"));
    EXPECT(strstr(text, " fd 0 fd 1 fd 2 "));
}

static void have_a_child(void)
{
    pid_t child = fork();

    while (!child)
        pause();
    (void)!write(STDOUT_FILENO, &child, sizeof child);
}

static void no_other_child_stays_a_zombie(void)
{
    pid_t other;

    start("tell", have_a_child);
    EXPECT_INT(read(output, &other, sizeof other), sizeof other);
    EXPECT_INT(told(), 0);
    EXPECT(!kill(other, SIGKILL));
    while (!kill(other, 0)) /* nobody but its parent is told */
        sched_yield();
    echoes();
    ends_with_7();
}

static void who_kills_the_launcher_kills_the_command(void)
{
    char directory[] = "/tmp/noreuseaddr-test-XXXXXX", order[PATH_MAX];

    if (!is_linux())
        case_skip("needs PR_SET_PDEATHSIG of Linux");
    EXPECT(mkdtemp(directory));
    setenv("TMPDIR", directory, 1);
    start("tell", NULL);
    EXPECT_INT(told(), 0);
    EXPECT(!kill(launcher, SIGKILL));
    EXPECT_INT(told(), -1);
    snprintf(order, sizeof order, "rm %s/noreuseaddr-*/report && rmdir %s/* %s",
             directory, directory, directory);
    EXPECT_INT(system(order), 0);
}

static const struct test_case cases[] = {
    {"each signal reaches the command once", WITHOUT_LIBRARY, ONCE,
     each_signal_reaches_the_command_once},
    {"an alarm set before is for the command", WITHOUT_LIBRARY, ONCE,
     an_alarm_set_before_is_for_the_command},
    {"a key reaches the command once", WITHOUT_LIBRARY, ONCE,
     a_key_reaches_the_command_once},
    {"a key that looks like kill reaches it once", WITHOUT_LIBRARY, ONCE,
     a_key_that_looks_like_kill_reaches_it_once},
    {"a key stops and a shell continues", WITHOUT_LIBRARY, ONCE,
     a_key_stops_and_a_shell_continues},
    {"who stops the launcher stops the command", WITHOUT_LIBRARY, ONCE,
     who_stops_the_launcher_stops_the_command},
    {"a hang-up reaches the command of a session leader", WITHOUT_LIBRARY, ONCE,
     a_hang_up_reaches_the_command_of_a_session_leader},
    {"it ends by the same signal, without a core file", WITHOUT_LIBRARY, ONCE,
     it_ends_by_the_same_signal},
    {"the command finds mask, actions and descriptors as they were", WITHOUT_LIBRARY,
     ONCE, the_command_finds_what_it_would_find},
    {"no other child stays a zombie", WITHOUT_LIBRARY, ONCE,
     no_other_child_stays_a_zombie},
    {"who kills the launcher kills the command", WITHOUT_LIBRARY, ONCE,
     who_kills_the_launcher_kills_the_command},
    {NULL, NULL, ONCE, NULL},
};

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "command"))
        return command(argv[2]);
    return cases_main(argc, argv, cases);
}
