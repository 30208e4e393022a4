/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "command_line.h"

#include <string.h>
#include <sys/types.h>

#include <sys/sysctl.h>
#include <unistd.h>

/* Of a path that does not fit there is the beginning. */
size_t command_line_path(char *to, size_t size)
{
    const int name[] = {CTL_KERN, KERN_PROC_ARGS, -1, KERN_PROC_PATHNAME};
    size_t length = size;

    *to = '\0';
    sysctl(name, 4, to, &length, NULL, 0);
    return strnlen(to, size);
}

/* If there are more it is no failure (sys/kern/kern_proc.c:copy_procargs). */
size_t command_line_arguments(char *to, size_t size)
{
    const int name[] = {CTL_KERN, KERN_PROC_ARGS, getpid(), KERN_PROC_ARGV};

    return !sysctl(name, 4, to, &size, NULL, 0) ? size : 0;
}
