/* SPDX-License-Identifier: ISC */
/*
 * The part of the launcher that waits for a command, on a system where a key's signal
 * looks like one of kill(2), as OpenBSD is.
 */
#include "config.h"

#include "launcher/message.h"
#include "launcher/supervise.h"
#include "launcher/system/features.h"

const struct system this_system = {.keys_look_like_kill = true};

int main(int argc, char **argv)
{
    int ended = 0;

    if (argc < 2)
        return EXIT_LAUNCHER;
    int status = supervise(argv + 1, &ended);
    supervise_release();
    return status ? status : supervise_end(ended);
}
