/* SPDX-License-Identifier: ISC */
/* Names of C++ and Rust functions, as their source has them. */
#ifndef NOREUSEADDR_LAUNCHER_REPORT_DEMANGLE_H
#define NOREUSEADDR_LAUNCHER_REPORT_DEMANGLE_H

#include <stdbool.h>

/* Does NAME look like a compiler's encoding of a name (_Z of C++ and of older Rust, _R
 * of Rust)? */
static inline bool is_mangled(const char *name)
{
    return name[0] == '_' && (name[1] == 'Z' || name[1] == 'R');
}

/*
 * Returns what NAME means, without parameters, for free(3); NULL if it means nothing or
 * this build can't tell.
 */
char *demangle(const char *name);

#endif
