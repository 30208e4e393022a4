/* SPDX-License-Identifier: ISC */
/* What configure finds, as far as it matters for what is proven here. */
#ifndef NOREUSEADDR_TESTS_CONFIG_H
#define NOREUSEADDR_TESTS_CONFIG_H

#define COLD
#define HIDDEN
#define REUSEPORT_OPTION SO_REUSEPORT

#endif
