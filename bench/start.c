/* SPDX-License-Identifier: ISC */
/*
 * Times the start of a process: posix_spawn of PROGRAM until it has ended.
 *
 *     start PROGRAM ROUNDS COUNT NAME=PRELOAD...
 *
 * In each round each variant is started COUNT times, the variants taking turns from one
 * start to the next.  Prints a line "start,NAME,ROUND,ns" with the median of each
 * round, and one "start_processor" with the processor time of the started process.
 */
#include "config.h"

#include "bench.h"
#include "quantile.h"
#include "sockets.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

enum { VARIANTS_MAX = 32, COUNT_MAX = 1000 };

static char *program;

/* What the starts of each variant took in one round, in nanoseconds. */
static struct took {
    double clock[COUNT_MAX], processor[COUNT_MAX];
} all[VARIANTS_MAX];

/* Processor time of all children that ended. */
static double children_time(void)
{
    struct rusage usage;

    getrusage(RUSAGE_CHILDREN, &usage);
    return 1e9 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e3 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* One start with LD_PRELOAD as it stands in the environment, the TURNth. */
static void start_once(struct took *took, int turn)
{
    char *arguments[] = {program, NULL};
    double begin = bench_now(), children = children_time();
    int status;
    pid_t child;

    if (posix_spawn(&child, program, NULL, NULL, arguments, environ))
        bench_die("posix_spawn");
    if (waitpid(child, &status, 0) != child || status)
        bench_die(program);
    took->clock[turn] = bench_now() - begin;
    took->processor[turn] = children_time() - children;
}

static void preload(const char *library)
{
    if (*library ? setenv("LD_PRELOAD", library, 1) : unsetenv("LD_PRELOAD"))
        bench_die("setenv");
}

/* COUNT starts of each of the VARIANTS, the first one another in each turn. */
static void time_round(char **variants, int number, int count)
{
    for (int turn = 0; turn < count; turn++) {
        for (int i = 0; i < number; i++) {
            int variant = (turn + i) % number;
            preload(strchr(variants[variant], '=') + 1);
            start_once(&all[variant], turn);
        }
    }
}

static void print(const char *variant, int round, int count, struct took *took)
{
    int name = (int)strcspn(variant, "=");

    printf("start,%.*s,%d,%.1f\n", name, variant, round,
           quantile(took->clock, count, 0.5));
    printf("start_processor,%.*s,%d,%.1f\n", name, variant, round,
           quantile(took->processor, count, 0.5));
}

int main(int argc, char **argv)
{
    char **variants = argv + 4;
    int number = argc - 4;
    int rounds = number > 0 ? atoi(argv[2]) : 0, count = rounds ? atoi(argv[3]) : 0;

    if (number < 1 || number > VARIANTS_MAX || count < 1 || count > COUNT_MAX)
        return 2;
    program = argv[1];
    for (int i = 0; i < number; i++)
        if (!strchr(variants[i], '='))
            return 2;
    sockets_stay();
    for (int round = 0; round < rounds; round++) {
        time_round(variants, number, count);
        for (int i = 0; i < number; i++)
            print(variants[i], round, count, &all[i]);
    }
    return 0;
}
