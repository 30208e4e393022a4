/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "policy.h"

/* Clients carry the flag no more, unless they are to keep what the program sees. */
static enum action clear_client(const struct settings *settings)
{
    return settings->mode == MODE_RESTORE ? CLEAR_AROUND : CLEAR;
}

enum action policy(enum call call, enum port_origin origin, bool datagram,
                   const struct settings *settings)
{
    if (settings->mode == MODE_OFF || call == CALL_SET_FLAG)
        return LEAVE;
    /* After bind the socket may still become a listener that must restart there. */
    if (call == CALL_BIND_ANY)
        return CLEAR_AROUND;
    switch (origin) {
    case PORT_NONE:
    case PORT_FAILED: /* the kernel will choose anew */
        return clear_client(settings);
    case PORT_BIND_ANY:
        if (!datagram)
            return clear_client(settings);
        /* DTLS servers connect a socket and bind the next one to its port; others are
         * meant to join it: a server answers so. */
        return call == CALL_CONNECT ? CLEAR_AROUND : LEAVE;
    case PORT_OWN:
        break;
    }
    return call == CALL_CONNECT && settings->bound == BOUND_STRIP
               ? clear_client(settings)
               : LEAVE;
}
