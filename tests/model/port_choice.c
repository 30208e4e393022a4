/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "port_choice.h"

#include <sys/socket.h>

/* Does the flag act on this choice? */
static bool flag_counts(const struct port_request *request)
{
    switch (request->kernel) {
    case OPENBSD:  /* in_pcbbind_locked: wild stays 0 */
    case FREEBSD9: /* in_pcbbind_setup, which connect calls first */
        return request->flagged;
    case FREEBSD13: /* in_pcbbind_setup: lookupflags 0; connect chooses otherwise */
        return request->flagged && !request->peer;
    case NETBSD6: /* in6_pcbsetport; IPv4 passes a literal 1 */
        return request->flagged && request->family == AF_INET6;
    }
    return false;
}

static bool is_free(const struct port_request *request, unsigned port)
{
    /* in_pcb_lport_dest looks for the very connection while it chooses. */
    if (request->kernel == FREEBSD13 && request->peer)
        return !pcb_is_bound(request->type, port) && !pcb_is_tuple(port, request->peer);
    /* Without wildcards connections and TIME_WAIT are passed over. */
    return flag_counts(request) ? !pcb_is_bound(request->type, port)
                                : !pcb_is_used(request->type, port);
}

unsigned port_choose(const struct port_request *request)
{
    unsigned count = request->last - request->first + 1, start = pcb_random(count);

    for (unsigned i = 0; i < count; i++) {
        unsigned port = request->first + (start + i) % count;
        if (is_free(request, port))
            return port;
    }
    return 0;
}

bool port_is_refused(enum kernel kernel, unsigned port, const struct end *peer,
                     bool chosen)
{
    /* FreeBSD and NetBSD check a UDP tuple before they choose the port, and OpenBSD
     * and TCP after. */
    if (peer->type == SOCK_DGRAM && chosen && kernel != OPENBSD)
        return false;
    return pcb_is_tuple(port, peer);
}
