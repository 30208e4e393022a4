/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "command_line.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct report_program command_line;

/* Reads up to SIZE bytes of the file; 0 if it can't. */
static size_t read_start(const char *path, char *to, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
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

/* The kernel's word for both, since a program may change its own (proc(5)). */
void command_line_start(void)
{
    char *words = command_line.words;
    size_t size = sizeof command_line.words, at;
    ssize_t length = readlink("/proc/self/exe", words, size - 1);

    at = length > 0 ? (size_t)length : 0;
    words[at++] = '\0';
    at += read_start("/proc/self/cmdline", words + at, size - at);
    command_line.is_cut = words[at - 1] != '\0';
    words[at - 1] = '\0';
    command_line.length = (uint16_t)at;
}
