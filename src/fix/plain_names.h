/* SPDX-License-Identifier: ISC */
/*
 * The wrapped calls by their plain names, whatever the headers would make of them.  For
 * config.h, which can't have these lines itself: config.status takes each #undef there
 * for one of its own.
 */
#undef _TIME_BITS
#undef _XOPEN_SOURCE
