/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "location.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void report_path_tidy(char *path)
{
    char *to = path;

    for (const char *from = path; *from;) {
        size_t length = strcspn(from, "/");
        size_t all = length + (from[length] == '/');
        if (length == 2 && !strncmp(from, "..", 2)) {
            if (to > path + 1)
                to--;
            while (to > path && to[-1] != '/')
                to--;
        } else if (length != 1 || *from != '.') {
            memmove(to, from, all);
            to += all;
        }
        from += all;
    }
    *to = '\0';
}

/* Returns PATH's part below the folder ROOT, or NULL if it is elsewhere. */
static const char *below(const char *path, const char *root)
{
    size_t length = strlen(root);

    while (length && root[length - 1] == '/')
        length--;
    return !strncmp(path, root, length) && path[length] == '/' && path[length + 1]
               ? path + length + 1
               : NULL;
}

/* The compiler may have gone by another name of the folder than the kernel does. */
static void make_relative(char path[PATH_MAX])
{
    char root[PATH_MAX], real[PATH_MAX];
    const char *rest;

    if (*path != '/' || !getcwd(root, sizeof root))
        return;
    rest = below(path, root);
    if (!rest && realpath(path, real))
        rest = below(real, root);
    if (rest)
        memmove(path, rest, strlen(rest) + 1);
}

void report_location_path(const char *file, size_t length, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%.*s", (int)length, file);
    report_path_tidy(path);
    make_relative(path);
}

/* A relative name is one in the folder that the compiler ran in. */
static void find_source(const struct report_level *level, char path[PATH_MAX])
{
    char whole[2 * PATH_MAX];
    bool relative = *level->file != '/' && level->folder;

    snprintf(whole, sizeof whole, "%s%s%s", relative ? level->folder : "",
             relative ? "/" : "", level->file);
    report_location_path(whole, strlen(whole), path);
}

bool report_location(const struct report_step *step, struct report_location *location)
{
    location->line = 0;
    location->offset = 0;
    if (step && step->level.file && step->level.line > 0) {
        location->line = step->level.line;
        find_source(&step->level, location->path);
        return *location->path;
    }
    if (!step || !step->module)
        return false;
    location->offset = step->offset;
    report_location_path(step->module->path, step->module->path_length, location->path);
    return *location->path;
}

void report_location_uri(const char *path, char uri[REPORT_URI])
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-._~/";
    char *to = stpcpy(uri, *path == '/' ? "file://" : "");

    for (; *path; path++)
        if (strchr(plain, *path))
            *to++ = *path;
        else
            to += snprintf(to, 4, "%%%02X", (unsigned)(unsigned char)*path);
    *to = '\0';
}
