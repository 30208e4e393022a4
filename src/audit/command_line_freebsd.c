/* SPDX-License-Identifier: ISC */
/* FreeBSD and DragonFly. */
#include "config.h"

#include "command_line.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>

#include <sys/sysctl.h>
#include <unistd.h>

/* Of a path that does not fit there is the beginning. */
size_t command_line_path(char *to, size_t size)
{
    const int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, -1};
    size_t length = size;

    *to = '\0';
    sysctl(name, 4, to, &length, NULL, 0);
    return strnlen(to, size);
}

/* ENOMEM: there are more (sys/kern/kern_sysctl.c:userland_sysctl). */
size_t command_line_arguments(char *to, size_t size)
{
    const int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_ARGS, getpid()};

    return !sysctl(name, 4, to, &size, NULL, 0) || errno == ENOMEM ? size : 0;
}
