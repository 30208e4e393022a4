/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "rule.h"

/* Does the kernel choose a port now, or did it choose the one that is there? */
static bool is_kernel_choice(enum occasion occasion, enum port_origin origin)
{
    switch (occasion) {
    case TO_BIND_ANY:
        return true;
    case TO_CONNECT:
        return origin != PORT_OWN;
    case TO_SEND:
        /* Others may be meant to join the port that bind gave: a server answers so. */
        return origin == PORT_NONE || origin == PORT_LEFT_OVER;
    }
    return false;
}

enum action rule(enum occasion occasion, enum port_origin origin, bool taken,
                 const struct options *options)
{
    bool ours = is_kernel_choice(occasion, origin) ||
                (occasion == TO_CONNECT && options->bound == BOUND_STRIP);

    if (options->mode == MODE_OFF || taken || !ours)
        return LEAVE;
    /* After bind the socket may still become a listener that must restart there. */
    if (occasion == TO_BIND_ANY || options->mode == MODE_RESTORE)
        return CLEAR_AROUND;
    return CLEAR;
}
