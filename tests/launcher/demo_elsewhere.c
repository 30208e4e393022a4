/* SPDX-License-Identifier: ISC */
/*
 * demo_elsewhere LAUNCHER: the demonstration of that launcher, as on a system where the
 * option of a client opens no port to others.  The BSDs are such systems.
 */
#include "config.h"

#include "launcher/demo.h"
#include "launcher/library.h"
#include "launcher/message.h"
#include "launcher/system/features.h"

#include <stdio.h>

const struct system this_system = {.preload = "LD_PRELOAD",
                                   .preload_else = "LD_PRELOAD"};

bool system_executable(char path[PATH_MAX])
{
    (void)path;
    return false;
}

int main(int argc, char **argv)
{
    struct library library = {.path = ""};

    if (argc != 2)
        return EXIT_LAUNCHER;
    snprintf(library.launcher, sizeof library.launcher, "%s", argv[1]);
    return demo_run(&library);
}
