/* SPDX-License-Identifier: ISC */
/*
 * A client with the flag, in a program that has things of its own that are called like
 * what interpreters have: all of Ruby's as data, all of PHP's but one as functions.
 * Whoever calls one of them ends it.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

long rb_profile_frames = 1, rb_profile_frame_path = 1, rb_profile_frame_base_label = 1,
     rb_string_value_ptr = 1, rb_during_gc = 1, ruby_native_thread_p = 1;

void zend_get_executed_filename(void);
void zend_get_executed_lineno(void);

void zend_get_executed_filename(void)
{
    abort();
}

void zend_get_executed_lineno(void)
{
    abort();
}

int main(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof to;
    int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0),
        client = socket(AF_INET, SOCK_STREAM, 0);

    return bind(listener, (struct sockaddr *)&to, length) || listen(listener, 1) ||
           getsockname(listener, (struct sockaddr *)&to, &length) ||
           setsockopt(client, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
           connect(client, (struct sockaddr *)&to, length);
}
