/* SPDX-License-Identifier: ISC */
/* For builds without libiberty: c++filt(1) reads the names that stay. */
#include "config.h"

#include "demangle.h"

#include <stddef.h>

char *demangle(const char *name)
{
    (void)name;
    return NULL;
}
