/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "find.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool program_is_executable(const char *path)
{
    struct stat status;

    if (stat(path, &status))
        return false;
    if (!S_ISREG(status.st_mode)) {
        errno = EACCES;
        return false;
    }
    return !access(path, X_OK);
}

static const char *search_path(char *buffer, size_t size)
{
    const char *path = getenv("PATH");

    if (path)
        return path;
    size_t length = confstr(_CS_PATH, buffer, size);
    return length && length <= size ? buffer : "";
}

bool program_find(const char *command, char path[PATH_MAX])
{
    char standard[256];
    int error = ENOENT;

    if (strchr(command, '/'))
        return snprintf(path, PATH_MAX, "%s", command) < PATH_MAX &&
               program_is_executable(path);
    if (!*command) {
        errno = ENOENT;
        return false;
    }
    for (const char *directory = search_path(standard, sizeof standard);;) {
        int length = (int)strcspn(directory, ":");
        if (snprintf(path, PATH_MAX, "%.*s%s%s", length, directory, length ? "/" : "",
                     command) < PATH_MAX) {
            if (program_is_executable(path))
                return true;
            if (errno == EACCES)
                error = EACCES;
        }
        if (!directory[length])
            break;
        directory += length + 1;
    }
    errno = error;
    return false;
}
