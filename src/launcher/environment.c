/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "environment.h"

#include "settings_text.h"

#include "message.h"
#include "system/features.h"
#include "system/preload_env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool environment_make(struct environment *environment, const char *library,
                      const struct settings *options)
{
    const char *value = getenv(this_system.preload);

    if (!value)
        value = getenv(this_system.preload_else);
    environment->preload = preload_env_merge(library, value);
    if (!environment->preload) {
        complain("%s", strerror(errno));
        return false;
    }
    size_t size = sizeof environment->options;
    if (settings_format(options, environment->options, size) < size)
        return true;
    complain(SETTINGS_VARIABLE ": %s", strerror(ENAMETOOLONG));
    environment_free(environment);
    return false;
}

static bool put(const char *name, const char *value)
{
    if (!(*value ? setenv(name, value, 1) : unsetenv(name)))
        return true;
    complain("%s: %s", name, strerror(errno));
    return false;
}

/*
 * A program with AddressSanitizer's shared runtime refuses to start if another library
 * was loaded in front of that (AsanCheckDynamicRTPrereqs in LLVM's
 * lib/asan/asan_linux.cpp; sanitizers issue 786).  This library does not mind: the
 * runtime's definitions are the next ones.  What the user says of the order counts.
 */
static bool calm_sanitizers(void)
{
    static const char name[] = "ASAN_OPTIONS", order[] = "verify_asan_link_order";
    const char *now = getenv(name);
    size_t room = (now ? strlen(now) : 0) + sizeof order + sizeof "=0:";

    if (now && strstr(now, order))
        return true;
    char *value = malloc(room);
    if (value)
        snprintf(value, room, "%s=0%s%s", order, now && *now ? ":" : "",
                 now ? now : "");
    else
        complain("%s: %s", name, strerror(errno));
    bool good = value && put(name, value);
    free(value);
    return good;
}

bool environment_apply(const struct environment *environment)
{
    return put(this_system.preload, environment->preload) &&
           put(SETTINGS_VARIABLE, environment->options) &&
           (!*environment->preload || calm_sanitizers());
}

void environment_free(struct environment *environment)
{
    free(environment->preload);
}
