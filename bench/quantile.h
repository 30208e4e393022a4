/* SPDX-License-Identifier: ISC */
#ifndef NOREUSEADDR_BENCH_QUANTILE_H
#define NOREUSEADDR_BENCH_QUANTILE_H

/*
 * The value below which PART (0 to 1; 0.5 is the median) of the COUNT VALUES lie, at
 * least one.  Sorts them.
 */
double quantile(double *values, int count, double part);

#endif
