/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "library.h"

#include "message.h"
#include "project_files.h"
#include "system/features.h"
#include "system/preload_env.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/*
 * Separators of the list, for one loader or another: glibc and the BSDs split at space
 * and colon, musl at all that isspace() accepts.  glibc replaces $LIB and the like.
 */
#define CUT_BY_LOADERS " :\t\n\v\f\r$"

static bool loader_finds(const char *name, const char *path)
{
    return this_system.loader_finds ? this_system.loader_finds(name, path)
                                    : !strcmp(name, path);
}

static const char *base_name(const char *path)
{
    return strrchr(path, '/') + 1;
}

/*
 * PREFIX/$LIB/libnoreuseaddr.so: each architecture's glibc puts its own directory in
 * place of $LIB (ld.so(8)), which has one component (lib64) or two
 * (lib/x86_64-linux-gnu).
 */
static bool name_with_lib_token(const char *path, char name[PATH_MAX])
{
    const char *file = base_name(path);
    size_t prefix = (size_t)(file - 1 - path);

    for (int components = 1; components <= 2; components++) {
        while (prefix > 0 && path[--prefix] != '/')
            ;
        int length = snprintf(name, PATH_MAX, "%.*s/$LIB/%s", (int)prefix, path, file);
        if (length >= 0 && length < PATH_MAX && loader_finds(name, path))
            return true;
    }
    return false;
}

bool library_name_by_path(const char *path, char name[PATH_MAX])
{
    if (strpbrk(path, CUT_BY_LOADERS)) {
        complain("%s: no loader takes a path with a space, a colon or a dollar sign",
                 path);
        return false;
    }
    if (!name_with_lib_token(path, name))
        memcpy(name, path, strlen(path) + 1);
    return true;
}

static bool choose_name(struct library *library)
{
    const char *file = base_name(library->path);

    if (loader_finds(file, library->path)) {
        snprintf(library->name, PATH_MAX, "%s", file);
        return true;
    }
    return library_name_by_path(library->path, library->name);
}

/* A library that can't be loaded would only make a complaint in each program. */
static bool loads(const char *path)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);

    if (!handle) {
        complain("%s", dlerror());
        return false;
    }
    dlclose(handle);
    return true;
}

bool library_find(const char *argv0, const char *file, struct library *library)
{
    if (!project_launcher(argv0, library->launcher)) {
        complain("%s: where is this program itself?", argv0);
        return false;
    }
    return project_find(library->launcher, PROJECT_LIBRARIES, file, library->path) &&
           choose_name(library) && loads(library->path);
}
