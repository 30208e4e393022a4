/* SPDX-License-Identifier: ISC */
/* Failure mode 2: nothing to call on to before the constructor has run. */
#include "config.h"

#include "fix/next.h"

struct next next;
