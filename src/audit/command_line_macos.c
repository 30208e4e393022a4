/* SPDX-License-Identifier: ISC */
/* From dyld(3); libSystem's own initializer has run before. */
#include "config.h"

#include "command_line.h"

#include <crt_externs.h>
#include <limits.h>
#include <mach-o/dyld.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t command_line_path(char *to, size_t size)
{
    char file[PATH_MAX], path[PATH_MAX];
    uint32_t room = sizeof file;

    if (_NSGetExecutablePath(file, &room) || !realpath(file, path))
        return 0;
    size_t length = strnlen(path, size);
    memcpy(to, path, length);
    return length;
}

size_t command_line_arguments(char *to, size_t size)
{
    return command_line_join(*_NSGetArgv(), *_NSGetArgc(), to, size);
}
