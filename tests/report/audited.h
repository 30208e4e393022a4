/* SPDX-License-Identifier: ISC */
/*
 * What the recorded program and its plugin share.  The lines that a report must name
 * end in a mark that record.t looks for.
 */
#ifndef NOREUSEADDR_TESTS_AUDITED_H
#define NOREUSEADDR_TESTS_AUDITED_H

#include <netinet/in.h>
#include <sys/socket.h>

/* Connects one client with the flag to SERVER; returns its descriptor. */
typedef int client_fn(const struct sockaddr_in *server);

client_fn plugin_client;

#endif
