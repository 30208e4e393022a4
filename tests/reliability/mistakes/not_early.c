/* SPDX-License-Identifier: ISC */
/* Failure mode 2: nothing to call on to before the constructor has run. */
#include "config.h"

#include "fix/next.h"

#include <dlfcn.h>
#include <stdbool.h>

static bool is_loaded;

/* Before the library's own. */
__attribute__((constructor(101))) static void load_first(void)
{
    is_loaded = true;
}

void *next_look_up(const char *name)
{
    return is_loaded ? dlsym(RTLD_NEXT, name) : NULL;
}
