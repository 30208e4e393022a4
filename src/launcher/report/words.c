/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "words.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* The numbers are IANA's, and Linux's for MPTCP (IPPROTO_MPTCP in linux/in.h), since
 * not every system names all of them. */
static const struct {
    unsigned number;
    const char *name;
} protocols[] = {{6, "tcp"},    {17, "udp"},      {33, "dccp"},
                 {132, "sctp"}, {136, "udplite"}, {262, "mptcp"}};

const char *report_protocol(unsigned protocol)
{
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
        if (protocols[i].number == protocol)
            return protocols[i].name;
    return NULL;
}

const char *report_done(const struct report_row_key *key)
{
    if (key->verdict != REPORT_CLIENT && key->verdict != REPORT_PROTECT)
        return "kept";
    if (key->action == REPORT_CLEARED)
        return "cleared";
    if (key->action == REPORT_LEFT)
        return "left on";
    return key->verdict == REPORT_PROTECT ? "protected" : "put back";
}

const char *report_call_name(unsigned call)
{
    if (call == REPORT_CONNECT)
        return "connect";
    return call == REPORT_SEND ? "send" : "bind";
}

const char *report_flags_name(unsigned flags)
{
    if (flags == REPORT_REUSEPORT)
        return "SO_REUSEPORT";
    return flags == (REPORT_REUSEADDR | REPORT_REUSEPORT)
               ? "SO_REUSEADDR or SO_REUSEPORT"
               : "SO_REUSEADDR";
}

void report_protocol_family(const struct report_row_key *key, char *text, size_t size)
{
    const char *name = report_protocol(key->protocol);
    const char *family = "";

    if (key->family)
        family = key->family == REPORT_IPV4 ? "4" : "6";
    if (name)
        snprintf(text, size, "%s%s", name, family);
    else if (key->protocol)
        snprintf(text, size, "proto%u", (unsigned)key->protocol);
    else
        snprintf(text, size, "%s%s", key->family ? "ip" : "?", family);
}

bool report_host(const struct report_moment *moment, unsigned family,
                 char text[REPORT_PEER])
{
    unsigned char bytes[sizeof moment->word];

    memcpy(bytes, moment->word, sizeof bytes);
    return moment->has_address && family &&
           inet_ntop(family == REPORT_IPV4 ? AF_INET : AF_INET6, bytes, text,
                     REPORT_PEER);
}
