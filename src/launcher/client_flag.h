/* SPDX-License-Identifier: ISC */
/* What becomes of SO_REUSEADDR on a client socket. */
#ifndef NOREUSEADDR_LAUNCHER_CLIENT_FLAG_H
#define NOREUSEADDR_LAUNCHER_CLIENT_FLAG_H

#include <sys/socket.h>

enum client_flag { CLIENT_NOT_TESTED, CLIENT_FLAG_SET, CLIENT_FLAG_CLEARED };

/*
 * Sets SO_REUSEADDR on a client socket of FAMILY (AF_INET, AF_INET6) and TYPE, connects
 * it to a server of its own on the loopback interface, and tells whether the kernel
 * then still has the flag.  CLIENT_NOT_TESTED if it could not connect.
 */
enum client_flag client_flag(int family, int type);

#endif
