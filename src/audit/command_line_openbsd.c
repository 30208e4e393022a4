/* SPDX-License-Identifier: ISC */
/*
 * The kernel keeps no path of a program, and who is pledged is killed for asking for
 * its arguments (KERN_PROC_ARGS; sys/kern/kern_pledge.c:pledge_sysctl).  Allowed is the
 * question of setproctitle(3), where in memory they are.  The path is the one by which
 * execvp(3) would find the first of them, if the file there is this program.
 */
#include "config.h"

#include "command_line.h"

#include "fix/start.h"

#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <sys/exec.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <unistd.h>

static const struct ps_strings *find_strings(void)
{
    const int name[] = {CTL_VM, VM_PSSTRINGS};
    struct _ps_strings strings = {NULL};
    size_t size = sizeof strings;

    return sysctl(name, 2, &strings, &size, NULL, 0) ? NULL : strings.val;
}

/* Are the program headers in the file those of PROGRAM in memory?  For dl_iterate_phdr,
 * which begins with the program: 1 if so, -1 if not. */
static int compare(struct dl_phdr_info *program, size_t unused, void *file)
{
    char headers[4096];
    ElfW(Ehdr) start;
    size_t size = program->dlpi_phnum * sizeof *program->dlpi_phdr;
    int fd = *(int *)file;

    (void)unused;
    return size && size <= sizeof headers &&
                   pread(fd, &start, sizeof start, 0) == sizeof start &&
                   pread(fd, headers, size, (off_t)start.e_phoff) == (ssize_t)size &&
                   !memcmp(headers, program->dlpi_phdr, size)
               ? 1
               : -1;
}

/* Is the file of this name the running program?  PATH is its path then. */
static bool is_program(const char *name, char path[PATH_MAX])
{
    struct stat status;

    if (!realpath(name, path) || stat(path, &status) || !S_ISREG(status.st_mode))
        return false;

    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool found = fd >= 0 && dl_iterate_phdr(compare, &fd) == 1;

    if (fd >= 0)
        close(fd);
    return found;
}

/* A login shell has a dash in front of its name (login(1)). */
static bool find_program(const char *word, char path[PATH_MAX])
{
    const char *folders = strchr(word, '/') ? NULL : start_getenv("PATH");
    char name[PATH_MAX];
    int length;

    if (!folders)
        return is_program(word, path);
    for (word += *word == '-';; folders += length + 1) {
        length = (int)strcspn(folders, ":");
        snprintf(name, sizeof name, "%.*s/%s", length ? length : 1,
                 length ? folders : ".", word);
        if (is_program(name, path))
            return true;
        if (!folders[length])
            return false;
    }
}

size_t command_line_path(char *to, size_t size)
{
    const struct ps_strings *strings = find_strings();
    const char *name = getprogname();
    char path[PATH_MAX];

    if (strings && strings->ps_nargvstr > 0 && strings->ps_argvstr[0] &&
        find_program(strings->ps_argvstr[0], path))
        name = path;
    size_t length = name ? strnlen(name, size) : 0;
    memcpy(to, name ? name : "", length);
    return length;
}

size_t command_line_arguments(char *to, size_t size)
{
    const struct ps_strings *strings = find_strings();

    return strings
               ? command_line_join(strings->ps_argvstr, strings->ps_nargvstr, to, size)
               : 0;
}
