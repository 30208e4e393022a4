/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "next.h"

#include <dlfcn.h>

void *next_look_up(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}
