/* SPDX-License-Identifier: ISC */
/*
 * What configure found, but for the calls that src/fix/ makes itself: they go to the
 * model of the kernel.  It is found before the one that configure made.
 */
#ifndef NOREUSEADDR_TESTS_CONFIG_H
#define NOREUSEADDR_TESTS_CONFIG_H

#include CONFIGURED

#undef ASK_NAME_FIRST
#define ASK_NAME_FIRST MODEL_ASKS_NAME_FIRST

#undef ENTRY_NAME
#define ENTRY_NAME(name) library_##name
#define sendmmsg library_sendmmsg

#define getsockopt kernel_getsockopt
#define getsockname kernel_getsockname
#define getpeername kernel_getpeername

#endif
