/* SPDX-License-Identifier: ISC */
/* Failure modes 9 and 10: few_names.map leaves the other names out. */
typedef int nothing;
