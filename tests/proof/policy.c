/* SPDX-License-Identifier: ISC */
/* The policy, for every call, origin, type of socket and setting, and for no others. */
#include "contracts.h"

#include "fix/policy.c"

#include <__fc_builtin.h>

int main(void)
{
    struct settings settings = {0};
    int call = Frama_C_interval(CALL_CONNECT, CALL_SET_FLAG);
    int origin = Frama_C_interval(PORT_NONE, PORT_FAILED);
    int datagram = Frama_C_interval(0, 1);

    settings.mode = (unsigned char)Frama_C_interval(MODE_STRIP, MODE_OFF);
    settings.bound = (unsigned char)Frama_C_interval(BOUND_KEEP, BOUND_STRIP);
    settings.reuseport =
        (unsigned char)Frama_C_interval(REUSEPORT_CLEAR, REUSEPORT_KEEP);
    settings.inherited = (unsigned char)Frama_C_interval(INHERITED_NO, INHERITED_YES);
    /* Each combination by itself. */
    //@ split call;
    //@ split origin;
    //@ split datagram;
    //@ split settings.mode;
    //@ split settings.bound;
    policy((enum call)call, (enum port_origin)origin, datagram, &settings);
    return 0;
}
