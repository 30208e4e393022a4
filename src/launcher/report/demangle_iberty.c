/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "demangle.h"

#include CPLUS_DEMANGLE_HEADER
#include <stddef.h>

/* Without options no parameters are told, and no hash of Rust's. */
char *demangle(const char *name)
{
    return is_mangled(name) ? cplus_demangle(name, DMGL_NO_OPTS) : NULL;
}
