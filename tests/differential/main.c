/* SPDX-License-Identifier: ISC */
/*
 * Random sequences of socket calls, each with and without the library, must agree in
 * all that can be seen but the one permitted difference (permitted.h).
 *
 * differential [-n COUNT] [-f FIRST] [-s SEED] [-m MOST] [-p] [-r] [-b BASE] PRELOAD
 *   -n  how many sequences (default 2000)
 *   -f  the number of the first (default 0), so that a failing one can be made again
 *   -s  the seed (default 1)
 *   -m  after how many differences it ends (default 1)
 *   -p  just prints the first sequence as C
 *   -r  the side with the library records, in a file differential.report here
 *   -b  what the other side has preloaded; then nothing at all may differ
 * PRELOAD is LD_PRELOAD of the side with the library.  Exits 1 if a
 * difference was found: the sequence is then cut down and printed as a C program on
 * standard output. Exits 77 where no network namespace can be had.
 */
#include "config.h"

#include "generate.h"
#include "print_c.h"
#include "shrink.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 12 };

struct task {
    uint64_t count, first, seed;
    unsigned most_differences;
    bool only_print;
    bool records;
    const char *preloads[SIDES];
};

/* The figures of a run. */
struct tally {
    uint64_t sequences, calls, lacks, refusals, unsteady;
    unsigned differences;
    double started;
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void usage(void)
{
    fputs("usage: differential [-n COUNT] [-f FIRST] [-s SEED] [-m MOST] [-p] [-r] "
          "[-b BASE] PRELOAD\n",
          stderr);
    exit(2);
}

static uint64_t number(const char *text)
{
    char *end;

    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno || end == text || *end)
        usage();
    return value;
}

static void read_arguments(int argc, char **argv, struct task *task)
{
    int option;

    while ((option = getopt(argc, argv, "n:f:s:m:prb:")) != -1)
        switch (option) {
        case 'n':
            task->count = number(optarg);
            break;
        case 'f':
            task->first = number(optarg);
            break;
        case 's':
            task->seed = number(optarg);
            break;
        case 'm':
            task->most_differences = (unsigned)number(optarg);
            break;
        case 'p':
            task->only_print = true;
            break;
        case 'r':
            task->records = true;
            break;
        case 'b':
            task->preloads[WITHOUT] = optarg;
            compare_exactly();
            break;
        default:
            usage();
        }
    if (optind + 1 != argc)
        usage();
    task->preloads[WITH] = argv[optind];
}

static void report_difference(const struct task *task, uint64_t which,
                              struct sequence *sequence)
{
    struct comparison result;
    char what[200];

    shrink(sequence);
    enum verdict verdict = try_sequence(sequence, RUNS, &result);
    snprintf(what, sizeof what,
             "Seed %llu, sequence %llu, in %u steps; step %u, %s, differs: %s",
             (unsigned long long)task->seed, (unsigned long long)which,
             sequence->length, result.step + 1,
             call_names[sequence->steps[result.step].call],
             verdict == DIFFERS ? result.what : "not any more");
    print_c(stdout, sequence, what);
    fflush(stdout);
    fprintf(stderr, "%s\n  without: %s\n  with:    %s\n", what, result.sides[WITHOUT],
            result.sides[WITH]);
}

static void try_one(const struct task *task, uint64_t which, struct tally *tally)
{
    struct comparison result, again;
    struct sequence sequence;

    generate(task->seed, which, &sequence);
    enum verdict verdict = try_sequence(&sequence, RUNS, &result);
    /* MPTCP's worker may be late in all runs while the machine is busy. */
    if (verdict == DIFFERS && try_sequence(&sequence, RUNS, &again) != DIFFERS)
        verdict = UNSTEADY;
    tally->sequences++;
    tally->calls += sequence.length;
    tally->lacks += result.lacks > 0;
    tally->refusals += result.refused;
    tally->unsteady += verdict == UNSTEADY;
    if (verdict == UNSTEADY)
        fprintf(stderr,
                "sequence %llu: step %u, %s, was left to chance: %s\n"
                "  without: %s\n  with:    %s\n",
                (unsigned long long)which, result.step + 1,
                call_names[sequence.steps[result.step].call], result.what,
                result.sides[WITHOUT], result.sides[WITH]);
    if (verdict != DIFFERS)
        return;
    tally->differences++;
    report_difference(task, which, &sequence);
}

static void print_tally(const struct task *task, const struct tally *tally)
{
    fprintf(stderr,
            "seed %llu: %llu sequences from %llu on, %llu calls on each side, %.0f s; "
            "%u differences; permitted: flag lacking in %llu, port not shared in %llu; "
            "left to chance %llu\n",
            (unsigned long long)task->seed, (unsigned long long)tally->sequences,
            (unsigned long long)task->first, (unsigned long long)tally->calls,
            now() - tally->started, tally->differences,
            (unsigned long long)tally->lacks, (unsigned long long)tally->refusals,
            (unsigned long long)tally->unsteady);
}

int main(int argc, char **argv)
{
    struct task task = {.count = 2000, .seed = 1, .most_differences = 1};
    struct tally tally = {.started = now()};
    struct sequence sequence;

    if (argc == 2 && !strcmp(argv[1], SIDE_OPTION))
        return side_serve();
    read_arguments(argc, argv, &task);
    if (task.only_print) {
        generate(task.seed, task.first, &sequence);
        print_c(stdout, &sequence, "As it was made, not cut down");
        return EXIT_SUCCESS;
    }
    side_start(argv[0], task.preloads, task.records);
    for (uint64_t i = 0; i < task.count && tally.differences < task.most_differences;
         i++)
        try_one(&task, task.first + i, &tally);
    print_tally(&task, &tally);
    return tally.differences ? EXIT_FAILURE : EXIT_SUCCESS;
}
