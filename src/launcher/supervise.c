/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "supervise.h"

#include "message.h"
#include "system/features.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* One more than the last signal of any system: FreeBSD's is 128 (_SIG_MAXSIG), and its
 * NSIG leaves out the real-time signals.  sigaction(2) refuses what is no signal. */
enum { SIGNALS = 129 };

/* How signals acted before. */
static sigset_t old_mask;
static struct sigaction old_action[SIGNALS];

/* How often each signal came that is for the command. */
static volatile sig_atomic_t arrived[SIGNALS];

/* A fault is the launcher's own.  What can't be caught can't be passed on. */
static bool is_ours(int number)
{
    static const int others[] = {SIGKILL, SIGSTOP, SIGILL,  SIGTRAP,
                                 SIGBUS,  SIGFPE,  SIGSEGV, SIGSYS};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (number == others[i])
            return false;
    return true;
}

static bool is_in_foreground(void)
{
    int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

    if (terminal < 0)
        return false;
    pid_t group = tcgetpgrp(terminal);
    close(terminal);
    return group == getpgrp();
}

/* Was the signal NUMBER sent by a process?  Where the terminal's look the same, it was
 * not if the terminal could have sent it: no key makes SIGCONT.  illumos passes no INFO
 * for some. */
static bool is_by_process(int number, const siginfo_t *info)
{
    int code = info ? info->si_code : 0;

    if (!info)
        return false;
    if (this_system.keys_look_like_kill && number != SIGCONT && is_in_foreground())
        return false;
    return code == SI_USER || code == SI_QUEUE || code < 0;
}

/*
 * Did the kernel send it to the whole process group, so that the command has it?  A
 * terminal does that to its foreground group; but when it is hung up, only the session
 * leader is told (Linux, drivers/tty/tty_jobctrl.c:tty_signal_session_leader).
 */
static bool is_for_group(int number, const siginfo_t *info)
{
    switch (number) {
    case SIGINT:
    case SIGQUIT:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGWINCH:
        return !is_by_process(number, info);
    case SIGHUP:
    case SIGCONT:
        return !is_by_process(number, info) && getsid(0) != getpid();
    default:
        return false;
    }
}

static void note(int number, siginfo_t *info, void *context)
{
    int saved_errno = errno;

    (void)context;
    if (number != SIGCHLD && !is_for_group(number, info))
        arrived[number]++;
    errno = saved_errno;
}

/* SIGCHLD too: a process that ignores it is not told how its child ended. */
static void take_signals(void)
{
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};

    sigfillset(&action.sa_mask);
    sigprocmask(SIG_BLOCK, &action.sa_mask, &old_mask);
    for (int number = 1; number < SIGNALS; number++)
        if (is_ours(number))
            sigaction(number, &action, &old_action[number]);
}

static void give_signals_back(void)
{
    for (int number = 1; number < SIGNALS; number++)
        if (is_ours(number))
            sigaction(number, &old_action[number], NULL);
    sigprocmask(SIG_SETMASK, &old_mask, NULL);
}

void supervise_release(void)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL); /* what is pending goes to note() */
    give_signals_back();
}

/* Makes NAME name this process if it names LAUNCHER. */
static bool rename_process(const char *name, pid_t launcher)
{
    const char *value = getenv(name);
    char text[24];

    snprintf(text, sizeof text, "%ld", (long)launcher);
    if (!value || strcmp(value, text) != 0)
        return false;
    snprintf(text, sizeof text, "%ld", (long)getpid());
    return !setenv(name, text, 1);
}

/*
 * In the child: what a service manager had for the process that it started, and names
 * by its number, is for the command: sd_listen_fds(3), sd_watchdog_enabled(3),
 * systemd.exec(5).  LISTEN_PIDFDID names the same process once more, and may be
 * missing.
 */
static void take_over_service(pid_t launcher)
{
    if (rename_process("LISTEN_PID", launcher))
        unsetenv("LISTEN_PIDFDID");
    rename_process("WATCHDOG_PID", launcher);
    rename_process("SYSTEMD_EXEC_PID", launcher);
}

/* In the child: becomes COMMAND, or tells why not. */
_Noreturn static void become(char **command, pid_t parent, int tell)
{
    if (this_system.die_with)
        this_system.die_with(parent);
    take_over_service(parent);
    give_signals_back();
    execvp(*command, command);
    int error = errno;
    _exit(write(tell, &error, sizeof error) < 0 ? EXIT_LAUNCHER : EXIT_CANNOT_RUN);
}

/* Has CHILD gone on since it stopped? */
static bool has_continued(pid_t child)
{
    siginfo_t info = {0};

    return !waitid(P_PID, (id_t)child, &info, WCONTINUED | WNOHANG) && info.si_pid;
}

/* A shell continues the whole group at once, as it got stopped. */
static void forward(pid_t child)
{
    for (int number = 1; number < SIGNALS; number++)
        for (; arrived[number]; arrived[number]--)
            if (number != SIGCONT || !has_continued(child))
                kill(child, number);
}

/* Stops this process as NUMBER stopped the command: the shell tells its user which. */
static void stop(int number)
{
    struct sigaction ours = {0}, action = {.sa_handler = SIG_DFL};
    sigset_t only;

    sigemptyset(&only);
    sigaddset(&only, number);
    sigaction(number, &action, &ours);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    sigprocmask(SIG_BLOCK, &only, NULL);
    sigaction(number, &ours, NULL);
}

/* Did CHILD end?  Waits for all other children too: those that were there before, and
 * orphans if this is process 1. */
static bool has_ended(pid_t child, int *status)
{
    bool ended = false;
    int one;
    pid_t pid;

    while ((pid = waitpid(-1, &one, WNOHANG | WUNTRACED)) > 0) {
        if (pid != child)
            continue;
        if (WIFSTOPPED(one)) {
            stop(WSTOPSIG(one));
        } else {
            *status = one;
            ended = true;
        }
    }
    return ended;
}

static void wait_for(pid_t child, int *status)
{
    sigset_t none;

    sigemptyset(&none);
    do {
        sigsuspend(&none);
        forward(child);
    } while (!has_ended(child, status));
}

int supervise_no_exec(const char *name, int error)
{
    complain("%s: %s", name, strerror(error));
    return error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
}

/* A pipe of which nothing is left after exec. */
static bool make_pipe(int fd[2])
{
    return !pipe(fd) && fcntl(fd[0], F_SETFD, FD_CLOEXEC) >= 0 &&
           fcntl(fd[1], F_SETFD, FD_CLOEXEC) >= 0;
}

int supervise(char **command, int *status)
{
    int fd[2], error;
    pid_t parent = getpid(), child = -1;
    ssize_t told = 0;

    take_signals();
    if (!make_pipe(fd) || (child = fork()) < 0) {
        complain("fork: %s", strerror(errno));
        return EXIT_LAUNCHER;
    }
    if (child == 0)
        become(command, parent, fd[1]);
    close(fd[1]);
    told = read(fd[0], &error, sizeof error);
    close(fd[0]);
    wait_for(child, status);
    return told > 0 ? supervise_no_exec(*command, error) : 0;
}

/* If a core file was wanted, it is the command's.  A limit of 0 would not keep the
 * launcher's own from a program that core files are piped to (core(5)). */
static void forgo_core(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_CORE, &limit))
        return;
    limit.rlim_cur = limit.rlim_max ? this_system.no_core : 0;
    setrlimit(RLIMIT_CORE, &limit);
}

int supervise_end(int status)
{
    if (!WIFSIGNALED(status))
        return WEXITSTATUS(status);

    struct sigaction action = {.sa_handler = SIG_DFL};
    int number = WTERMSIG(status);
    sigset_t only;

    forgo_core();
    sigemptyset(&only);
    sigaddset(&only, number);
    sigaction(number, &action, NULL);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    raise(number);
    return 128 + number; /* as a shell has it */
}
