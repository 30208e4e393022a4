/* SPDX-License-Identifier: ISC */
/* hints.c is taken in whole, since its tables are its own. */
#include "config.h"

#include "fix/hints.c"

#include "fix/entry.h"
#include "library.h"

#include <stdlib.h>
#include <string.h>

/* The next definitions are the model's. */
#if HAVE_SENDMMSG
static SENDMMSG_RESULT model_sendmmsg(int fd, struct mmsghdr *messages,
                                      SENDMMSG_COUNT count, SENDMMSG_FLAGS flags)
{
    (void)count;
    return kernel_sendmsg(fd, &messages[0].msg_hdr, (int)flags) < 0 ? -1 : 1;
}

ssize_t library_sendmmsg_one(int fd, const struct msghdr *message, int flags)
{
    struct mmsghdr one = {.msg_hdr = *message};

    return library_sendmmsg(fd, &one, 1, (SENDMMSG_FLAGS)flags);
}
#else
ssize_t library_sendmmsg_one(int fd, const struct msghdr *message, int flags)
{
    return library_sendmsg(fd, message, flags);
}
#endif

void entry_start(void)
{
}

void *next_look_up(const char *name)
{
    static const struct {
        const char *name;
        void (*function)(void);
    } names[] = {
        {"connect", (void (*)(void))kernel_connect},
        {"bind", (void (*)(void))kernel_bind},
        {"setsockopt", (void (*)(void))kernel_setsockopt},
        {"sendto", (void (*)(void))kernel_sendto},
        {"sendmsg", (void (*)(void))kernel_sendmsg},
#if HAVE_SENDMMSG
        {"sendmmsg", (void (*)(void))model_sendmmsg},
#endif
    };
    void *found = NULL;

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(names[i].name, name))
            memcpy(&found, &names[i].function, sizeof found);
    return found;
}

void library_start(const char *text, struct library *library)
{
    struct settings_fault fault;

    memset(library, 0, sizeof *library);
    library_load(library);
    if (!settings_parse(text, &settings, &fault))
        abort();
    if (settings.inherited == INHERITED_YES)
        flags_use(ALL_FLAGS); /* as start.c does */
    library_save(library);
}

static unsigned place_of(unsigned descriptor)
{
    return (uint16_t)((unsigned)first_descriptor + descriptor);
}

void library_load(const struct library *library)
{
    flags_in_use = library->in_use;
    hints_clock = library->clock;
    for (unsigned port = 0; port < PORTS; port++) {
        given[0][port] = library->given[0][port];
        given[1][port] = library->given[1][port];
    }
    for (unsigned i = 0; i < DESCRIPTORS; i++) {
        cleared[place_of(i)] = library->cleared[i];
        hints_harmless[place_of(i)] = library->harmless[i];
    }
}

void library_save(struct library *library)
{
    library->in_use = flags_in_use;
    library->clock = hints_clock;
    for (unsigned port = 0; port < PORTS; port++) {
        library->given[0][port] = given[0][port];
        library->given[1][port] = given[1][port];
    }
    for (unsigned i = 0; i < DESCRIPTORS; i++) {
        library->cleared[i] = cleared[place_of(i)];
        library->harmless[i] = hints_harmless[place_of(i)];
    }
}
