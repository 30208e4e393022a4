/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "quantile.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

double quantile(double *values, int count, double part)
{
    double place = part * (count - 1);
    int below = (int)place;

    qsort(values, (size_t)count, sizeof *values, compare);
    if (below + 1 >= count)
        return values[count - 1];
    return values[below] + (place - below) * (values[below + 1] - values[below]);
}
