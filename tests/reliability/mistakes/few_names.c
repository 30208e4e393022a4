/* SPDX-License-Identifier: ISC */
/* Failure modes 9 and 10: few_names.map leaves the other ways in out. */
typedef int nothing;
