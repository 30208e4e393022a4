/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "advice.h"

#include "command.h"
#include "words.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

struct sentence {
    const char *before, *after;
};

/* What stands before the name of the flag, and after it. */
static const struct sentence unbound = {
    "Delete this setsockopt: a socket that connects needs no ", "."};
static const struct sentence unbound_shared = {
    "Set ", " only on sockets that will listen: this one connects, and needs none."};
static const struct sentence any_port = {
    "Set ", " only when the port is not 0: here bind lets the kernel choose the port, "
            "and then the socket connects or sends."};
static const struct sentence datagram_connect = {
    "Delete this setsockopt: connect lets the kernel choose the UDP port, "
    "and with ",
    " it may choose one that another socket has, which then gets the "
    "replies."};
static const struct sentence datagram_send = {
    "Delete this setsockopt: the first send lets the kernel choose the UDP "
    "port, and with ",
    " it may choose one that another socket has, which then gets the "
    "replies."};
static const struct sentence datagram_shared = {
    "Set ", " only before a bind to a port that is to be shared: here the kernel "
            "chooses the UDP port, and may choose one that another socket has."};
static const struct sentence own_port = {
    "Nothing to change if the port has to be this one; else leave the bind "
    "and ",
    " out."};
static const struct sentence bind_any = {
    "Set ", " only when the port is not 0, if the socket connects or sends later; "
            "on a listener on any port it is harmless."};
static const struct sentence bind_any_datagram = {
    "Set ", " only when the port is not 0: with it the kernel may choose a UDP "
            "port that another socket has, which then gets the replies."};
static const struct sentence listened = {
    "Nothing to change: the sockets listened, and on a listener ",
    " is where it belongs."};
static const struct sentence kept_port = {
    "Nothing to change: the program chose this port itself, which is what ",
    " is for."};
static const struct sentence kept_connected = {
    "Nothing to change for ", ": the socket was connected or listening already."};
static const struct sentence kept_setting = {
    "Left alone as the settings ask, but to be changed as a client: it "
    "needs no ",
    "."};

static const struct sentence no_setter = {
    "Look for what set ",
    " on another descriptor of the socket (dup), before exec, in another process or by "
    "a raw system call: that is not recorded.  A socket that connects or sends needs "
    "none."};

static const struct sentence set_before = {
    "Start the program once more while it is audited, to see what sets ",
    ": that was before.  A socket that connects or sends needs none."};

static const struct sentence *client_sentence(const struct report_row_key *key,
                                              bool is_shared)
{
    if (key->port == REPORT_OWN_PORT)
        return &own_port;
    if (key->port == REPORT_ANY_PORT)
        return &any_port;
    if (report_is_datagram(key)) {
        if (is_shared)
            return &datagram_shared;
        return key->call == REPORT_SEND ? &datagram_send : &datagram_connect;
    }
    return is_shared ? &unbound_shared : &unbound;
}

static bool has_advice(const struct report_group *group)
{
    return group->class != CLASS_KEPT && group->class != CLASS_LISTENED;
}

static const struct sentence *sentence(const struct report_group *group)
{
    const struct report_row_key *key = group->key;

    if (has_advice(group) && !group->member->setter->steps)
        return key->before ? &set_before : &no_setter;
    switch (key->verdict) {
    case REPORT_CLIENT:
        return client_sentence(key, group->is_shared);
    case REPORT_PROTECT:
        if (group->class == CLASS_LISTENED)
            return &listened;
        return report_is_datagram(key) ? &bind_any_datagram : &bind_any;
    case REPORT_KEPT_PORT:
        return &kept_port;
    case REPORT_KEPT_CONNECTED:
        return &kept_connected;
    default:
        return &kept_setting;
    }
}

/* Where to look in an interpreter, if the place itself does not say.  Some interpreters
 * set the flag on their own: libuv's uv__tcp_bind, ruby's TCPServer. */
static const char *where(const struct report_group *group)
{
    const struct report_step *setter = report_chain_inner(group->member->setter);

    if (!has_advice(group) || !setter || setter->script)
        return "";
    return report_command_is_interpreter(group->member->program)
               ? "  Look in the script and its modules, then in the interpreter."
               : "";
}

void report_advice(const struct report_group *group, char text[REPORT_ADVICE])
{
    const struct sentence *chosen = sentence(group);

    snprintf(text, REPORT_ADVICE, "%s%s%s%s", chosen->before,
             report_flags_name(group->key->flags), chosen->after, where(group));
}
