/* SPDX-License-Identifier: ISC */
/*
 * Reads lines "measure,variant,round,value" and prints for each measure and variant
 *
 *     measure,variant,rounds,median,quartile1,quartile3,ratio,low,high
 *
 * RATIO is that of the medians, the variant's to plain's; between LOW and HIGH lie 95 %
 * of the ratios of 2,000 samples drawn from the rounds (the bootstrap).
 */
#include "config.h"

#include "bench.h"
#include "quantile.h"

#include <string.h>

enum { SERIES_MAX = 1024, ROUNDS_MAX = 1024, SAMPLES = 2000 };

static struct series {
    char measure[40], variant[24];
    int rounds;
    double values[ROUNDS_MAX];
} all[SERIES_MAX];
static int number;

static struct series *find(const char *measure, const char *variant)
{
    for (int i = 0; i < number; i++)
        if (!strcmp(all[i].measure, measure) && !strcmp(all[i].variant, variant))
            return &all[i];
    return NULL;
}

static void add(const char *measure, const char *variant, double value)
{
    struct series *series = find(measure, variant);

    if (!series && number < SERIES_MAX) {
        series = &all[number++];
        snprintf(series->measure, sizeof series->measure, "%s", measure);
        snprintf(series->variant, sizeof series->variant, "%s", variant);
    }
    if (series && series->rounds < ROUNDS_MAX)
        series->values[series->rounds++] = value;
}

/* Always the same numbers, so that the same data give the same table. */
static unsigned random_below(unsigned limit)
{
    static unsigned long long state = 1;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % limit;
}

/* The median of as many values as SERIES has, drawn from it. */
static double drawn_median(const struct series *series)
{
    double drawn[ROUNDS_MAX];

    for (int i = 0; i < series->rounds; i++)
        drawn[i] = series->values[random_below((unsigned)series->rounds)];
    return quantile(drawn, series->rounds, 0.5);
}

static void print_one(const struct series *series, const struct series *plain)
{
    static double ratios[SAMPLES];
    double sorted[ROUNDS_MAX], base[ROUNDS_MAX];
    int rounds = series->rounds;

    memcpy(sorted, series->values, sizeof sorted);
    memcpy(base, plain->values, sizeof base);
    for (int i = 0; i < SAMPLES; i++)
        ratios[i] = drawn_median(series) / drawn_median(plain);
    double median = quantile(sorted, rounds, 0.5);
    printf("%s,%s,%d,%.2f,%.2f,%.2f,%.4f,%.4f,%.4f\n", series->measure, series->variant,
           rounds, median, quantile(sorted, rounds, 0.25),
           quantile(sorted, rounds, 0.75), median / quantile(base, plain->rounds, 0.5),
           quantile(ratios, SAMPLES, 0.025), quantile(ratios, SAMPLES, 0.975));
}

int main(void)
{
    char line[256], measure[40], variant[24];
    double value;

    while (fgets(line, sizeof line, stdin))
        if (sscanf(line, "%39[^,],%23[^,],%*d,%lf", measure, variant, &value) == 3)
            add(measure, variant, value);
    puts("measure,variant,rounds,median,quartile1,quartile3,ratio,low,high");
    for (int i = 0; i < number; i++) {
        const struct series *plain = find(all[i].measure, "plain");
        if (plain)
            print_one(&all[i], plain);
    }
    return 0;
}
