/* SPDX-License-Identifier: ISC */
/* For systems without sendmmsg (DragonFly, illumos, macOS): by sendmsg, as its callers
 * see it. */
#include "config.h"

#include "net.h"

int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    unsigned sent = 0;

    while (sent < count) {
        ssize_t length = sendmsg(fd, &messages[sent].msg_hdr, flags);
        if (length < 0)
            return sent ? (int)sent : -1;
        messages[sent++].msg_len = (unsigned)length;
    }
    return (int)sent;
}
