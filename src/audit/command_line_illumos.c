/* SPDX-License-Identifier: ISC */
/* From proc(5). */
#include "config.h"

#include "command_line.h"

#include <fcntl.h>
#include <unistd.h>

size_t command_line_path(char *to, size_t size)
{
    ssize_t length = readlink("/proc/self/path/a.out", to, size);

    return length > 0 ? (size_t)length : 0;
}

/* The file has been there since 2020; without it there is the name alone. */
size_t command_line_arguments(char *to, size_t size)
{
    int fd = open("/proc/self/argv", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, to, size);

    if (fd >= 0)
        close(fd);
    return length > 0 ? (size_t)length : 0;
}
