/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "rule.h"

enum { CLIENT, BOUND_CLIENT, DATAGRAM, ANY_PORT, SETTING };

#define OPTION "SO_REUSEADDR (or SO_REUSEPORT) "

const struct report_rule report_rules[REPORT_RULES] = {
    [CLIENT] =
        {"NRA1001", "FlagOnClient", "A socket that connects carries SO_REUSEADDR",
         OPTION
         "is meant for servers.  On a socket that connects, it lets a kernel of BSD "
         "descent choose a local port that is still in use: connect fails with "
         "EADDRINUSE although thousands of ports are free.  On Linux a process of any "
         "user can listen on the client's port as long as the client carries the "
         "flag.  Delete the setsockopt.  If its function makes servers' sockets too, "
         "call it for those alone.",
         true},
    [BOUND_CLIENT] =
        {"NRA1002", "FlagOnBoundClient",
         "A socket is bound to port 0 with SO_REUSEADDR and then connects",
         OPTION
         "lets bind to port 0 take a port that is still in use on kernels of BSD "
         "descent; the connect that follows fails with EADDRINUSE.  On Linux a process "
         "of any user can listen on the client's port.  Set the flag only when the "
         "port is not 0.",
         true},
    [DATAGRAM] =
        {"NRA1003", "FlagOnDatagramSocket",
         "The kernel chooses the port of a datagram socket that carries SO_REUSEADDR",
         OPTION
         "lets the kernel choose a port that another datagram socket has, on Linux as "
         "on the BSDs.  Replies then reach the wrong socket.  Set the flag only before "
         "a bind to a port that is to be shared, never where the kernel chooses it: at "
         "connect, at the first send, and at bind to port 0.",
         true},
    [ANY_PORT] =
        {"NRA1004", "FlagAtBindToPortZero",
         "A socket is bound to port 0 with SO_REUSEADDR and was not seen to listen",
         OPTION
         "is harmless on a server that listens on any port.  On a socket that connects "
         "later, it lets a kernel of BSD descent choose a port that is still in use.  "
         "Set the flag only when the port is not 0, unless the socket listens.",
         false},
    [SETTING] =
        {"NRA1005", "FlagLeftBySetting",
         "A client carries the flag, or is bound to a port, as the settings permit",
         OPTION
         "was left alone as the settings of this run ask.  A client needs it only on a "
         "port that has to be this one, such as that of active FTP.  Else leave it "
         "out, and the bind as well.",
         false},
};

const struct report_rule *report_rule(const struct report_group *group)
{
    const struct report_row_key *key = group->key;

    if (key->verdict == REPORT_KEPT_SETTING ||
        (group->class == CLASS_CLIENT && key->port == REPORT_OWN_PORT))
        return &report_rules[SETTING];
    if (group->class == CLASS_ANY_PORT)
        return &report_rules[ANY_PORT];
    if (group->class != CLASS_CLIENT)
        return NULL;
    if (report_is_datagram(key))
        return &report_rules[DATAGRAM];
    return &report_rules[key->port == REPORT_ANY_PORT ? BOUND_CLIENT : CLIENT];
}
