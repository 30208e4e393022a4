/* SPDX-License-Identifier: ISC */
/* The hints, for every descriptor and port, in whatever state their tables are. */
#include "contracts.h"

#include "fix/hints.c"

#include <__fc_builtin.h>
#include <limits.h>

/* The kernel says what it likes. */
int socket_type(int fd)
{
    (void)fd;
    return Frama_C_interval(INT_MIN, INT_MAX);
}

int main(void)
{
    int fd = Frama_C_interval(INT_MIN, INT_MAX);
    unsigned port = (unsigned)Frama_C_interval(1, 65535);
    int origin = Frama_C_interval_split(PORT_NONE, PORT_FAILED);
    bool datagram;
    unsigned at = Frama_C_unsigned_int_interval(0, UINT_MAX);

    hints_port_given(fd, port, (enum port_origin)origin);
    hints_port_origin(fd, 0, &datagram);
    hints_port_origin(fd, port, &datagram);
    hints_port_given(fd, 0, (enum port_origin)origin);
    hints_port_is_own(fd, 0);
    hints_port_is_own(fd, port);
    hints_set_cleared(fd, Frama_C_unsigned_int_interval(0, ALL_FLAGS));
    hints_cleared(fd);
    hints_next_cleared(&at);
    hints_flag_set();
    hints_set_harmless(fd, hints_now());
    hints_is_harmless(fd);
    return 0;
}
