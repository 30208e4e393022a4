/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "command_line.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/* The kernel's word, since a program may change its own (proc(5)). */
size_t command_line_arguments(char *to, size_t size)
{
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t more = 1;
    size_t length = 0;

    while (fd >= 0 && length < size && more > 0) {
        more = read(fd, to + length, size - length);
        length += more > 0 ? (size_t)more : 0;
    }
    if (fd >= 0)
        close(fd);
    return length;
}

/*
 * Where the loader was run as a command with the program's name (ld.so(8)), which then
 * has no interpreter itself, the kernel's word is the loader.
 */
size_t command_line_path(char *to, size_t size)
{
    char path[PATH_MAX];
    ssize_t length;

    if (getauxval(AT_BASE)) {
        length = readlink("/proc/self/exe", to, size);
        return length > 0 ? (size_t)length : 0;
    }
    if (!realpath(program_invocation_name, path))
        return 0;
    size_t found = strnlen(path, size);
    memcpy(to, path, found);
    return found;
}
