/* SPDX-License-Identifier: ISC */
/* Failure mode 23: a variable for each thread. */
__attribute__((used)) static _Thread_local int depth;
