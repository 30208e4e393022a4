/* SPDX-License-Identifier: ISC */
/* A library without content: the floor of what any preload costs. */
extern int noreuseaddr_bench_empty;
int noreuseaddr_bench_empty;
