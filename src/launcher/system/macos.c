/* SPDX-License-Identifier: ISC */
/*
 * macOS.  Not yet run there; from dyld(1), dyld(3).  System integrity protection
 * removes the variable when a program of the system is run.  Go programs call
 * libSystem.
 */
#include "config.h"

#include "features.h"

#include <mach-o/dyld.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *obstacle(const char *path)
{
    static const char *const protected[] = {"/System/", "/bin/", "/sbin/", "/usr/"};

    if (!strncmp(path, "/usr/local/", strlen("/usr/local/")))
        return NULL;
    for (size_t i = 0; i < sizeof protected / sizeof protected[0]; i++)
        if (!strncmp(path, protected[i], strlen(protected[i])))
            return "is protected by the system, which preloads nothing into it";
    return NULL;
}

const struct system this_system = {
    .preload = "DYLD_INSERT_LIBRARIES",
    .preload_else = "DYLD_INSERT_LIBRARIES",
    .go_avoids_libc = false,
    .obstacle = obstacle,
};

bool system_executable(char path[PATH_MAX])
{
    char file[PATH_MAX];
    uint32_t size = sizeof file;

    return !_NSGetExecutablePath(file, &size) && realpath(file, path);
}
