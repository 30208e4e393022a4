/* SPDX-License-Identifier: ISC */
/*
 * locked LIMIT: a client with the flag, in a process that has locked all memory that it
 * has or will have, and may lock no more than LIMIT bytes.  Ends with 77 where that
 * can't be tried.
 */
#include "config.h"

#include "audited.h"

#include <arpa/inet.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Who is privileged may lock without limit. */
static int drop_privilege(void)
{
    enum { NOBODY = 65534 };

    return !geteuid() && (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY)) ? -1
                                                                                  : 0;
}

static int lock_all(rlim_t limit)
{
    struct rlimit room;

    if (getrlimit(RLIMIT_MEMLOCK, &room))
        return -1;
    if (room.rlim_max != RLIM_INFINITY && room.rlim_max < limit && geteuid())
        return -1;
    room.rlim_cur = room.rlim_max = limit;
    if (setrlimit(RLIMIT_MEMLOCK, &room) || drop_privilege())
        return -1;
    if (!mlockall(MCL_CURRENT | MCL_FUTURE))
        return 0;
    perror("mlockall");
    return 1;
}

int main(int count, char **words)
{
    struct sockaddr_in server = {.sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof server;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    if (count != 2 || bind(listener, (struct sockaddr *)&server, sizeof server) ||
        listen(listener, 1) ||
        getsockname(listener, (struct sockaddr *)&server, &length))
        return 1;
    int failed = lock_all((rlim_t)atol(words[1]));
    if (failed)
        return failed < 0 ? 77 : 1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
        connect(fd, (struct sockaddr *)&server, sizeof server)) {
        perror("client");
        return 1;
    }
    return 0;
}
