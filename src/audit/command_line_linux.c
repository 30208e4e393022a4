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

/*
 * Up to SIZE bytes of the program's path; 0 if it is not known.  Where the loader was
 * run as a command with the program's name (ld.so(8)), which then has no interpreter
 * itself, the kernel's word is the loader.
 */
static size_t read_path(char *to, size_t size)
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

/* The kernel's word for both, since a program may change its own (proc(5)). */
void command_line_start(void)
{
    char words[sizeof command_line.words + 1]; /* one more tells whether all fits */
    size_t size = sizeof command_line.words, at = read_path(words, size - 1);

    words[at++] = '\0';
    at += read_start("/proc/self/cmdline", words + at, sizeof words - at);
    command_line.is_cut = at > size;
    at = at > size ? size : at;
    words[at - 1] = '\0';
    memcpy(command_line.words, words, at);
    command_line.length = (uint16_t)at;
}
