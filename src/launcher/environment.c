/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "environment.h"

#include "message.h"
#include "preload_env.h"
#include "system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool environment_make(struct environment *environment, const char *library,
                      const struct options *options)
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
    if (options_format(options, environment->options, size) < size)
        return true;
    complain(OPTIONS_VARIABLE ": %s", strerror(ENAMETOOLONG));
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

bool environment_apply(const struct environment *environment)
{
    return put(this_system.preload, environment->preload) &&
           put(OPTIONS_VARIABLE, environment->options);
}

void environment_free(struct environment *environment)
{
    free(environment->preload);
}
