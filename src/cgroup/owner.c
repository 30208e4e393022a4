/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "owner.h"

#include "hierarchy.h"

#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *top;
static size_t skipped;

/* A cgroup by its number, or a user by his: the name is looked up once. */
struct name {
    uint64_t number;
    char *text; /* NULL: has none */
};
static void *cgroups, *users; /* trees of tsearch(3) */

static int compare(const void *a, const void *b)
{
    const struct name *one = a, *other = b;

    return one->number == other->number ? 0 : one->number < other->number ? -1 : 1;
}

void owner_start(const char *path, size_t skip)
{
    top = strdup(path);
    skipped = skip;
}

static char *cgroup_name(uint64_t number)
{
    char path[PATH_MAX];

    return top && hierarchy_find(top, number, path) ? strdup(path + skipped) : NULL;
}

static char *user_name(uint64_t number)
{
    const struct passwd *user = getpwuid((uid_t)number);

    return user ? strdup(user->pw_name) : NULL;
}

static const char *find(void **tree, uint64_t number, char *(*look_up)(uint64_t))
{
    struct name wanted = {.number = number};
    struct name **found = tsearch(&wanted, tree, compare);

    if (found && *found == &wanted) {
        struct name *name = malloc(sizeof *name);
        if (!name) {
            tdelete(&wanted, tree, compare);
            return NULL;
        }
        *name = (struct name){number, look_up(number)};
        *found = name;
    }
    return found ? (*found)->text : NULL;
}

void owner_look(uint64_t cgroup)
{
    find(&cgroups, cgroup, cgroup_name);
}

size_t owner_write(uint32_t user, uint64_t cgroup, char text[OWNER_SIZE])
{
    const char *name = find(&users, user, user_name);
    const char *where = find(&cgroups, cgroup, cgroup_name);
    size_t at = (size_t)snprintf(text, OWNER_SIZE / 2, "%" PRIu32, user) + 1;

    at += (size_t)snprintf(text + at, OWNER_SIZE / 2, "%.64s", name ? name : "") + 1;
    size_t length = where ? strlen(where) : 0, room = OWNER_SIZE - 1 - at;
    if (length > room)
        at += (size_t)snprintf(text + at, room + 1, "...%s", where + length - room + 3);
    else
        at += (size_t)snprintf(text + at, room + 1, "%s", where ? where : "");
    return at + 1;
}
