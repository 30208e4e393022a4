/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "owner.h"

#include "launcher/printable.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    IDENTIFIER = 64,  /* hex digits, of Docker, podman, containerd and CRI-O */
    SHOWN_DIGITS = 12 /* of them, as docker ps and podman ps do */
};

/* A piece of a name that is not terminated. */
struct piece {
    const char *text; /* NULL: there is none */
    size_t length;
};

static struct piece recorded(const struct report_program *program,
                             enum report_owner part)
{
    const char *at = program ? program->words + program->length : NULL;
    const char *end = program ? at + program->owner : NULL;

    for (unsigned skip = part; at < end; skip--) {
        size_t length = strnlen(at, (size_t)(end - at));
        if (!skip)
            return (struct piece){length ? at : NULL, length};
        at += length + 1;
    }
    return (struct piece){NULL, 0};
}

static bool begins(struct piece piece, const char *with)
{
    return piece.length >= strlen(with) && !memcmp(piece.text, with, strlen(with));
}

static bool ends(struct piece piece, const char *with)
{
    size_t length = strlen(with);

    return piece.length > length &&
           !memcmp(piece.text + piece.length - length, with, length);
}

/* Slices hold units, and are none that runs something. */
static struct piece as_unit(struct piece component)
{
    static const char *const suffixes[] = {".service", ".scope", ".socket", ".mount",
                                           ".swap"};

    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (ends(component, suffixes[i]))
            return component;
    return (struct piece){NULL, 0};
}

static struct piece without(struct piece piece, const char *start, const char *suffix)
{
    if (!begins(piece, start) || !ends(piece, suffix))
        return (struct piece){NULL, 0};
    piece.text += strlen(start);
    piece.length -= strlen(start) + strlen(suffix);
    return piece;
}

/* A cgroup is docker-ID.scope, cri-containerd-ID.scope, ... with systemd, else ID
 * itself.  libpod-conmon-ID.scope is what watches the container. */
static struct piece identifier(struct piece component)
{
    static const char digits[] = "0123456789abcdef";
    size_t run = 0;

    for (size_t i = 0; i < component.length; i++) {
        run = memchr(digits, component.text[i], sizeof digits - 1) ? run + 1 : 0;
        if (run == IDENTIFIER && !begins(component, "libpod-conmon-"))
            return (struct piece){component.text + i + 1 - IDENTIFIER, IDENTIFIER};
    }
    return (struct piece){NULL, 0};
}

/* Of machined (machine-NAME.scope), systemd-nspawn and LXC the cgroup has the name. */
static struct piece as_container(struct piece component)
{
    static const struct {
        const char *start, *suffix;
    } names[] = {
        {"machine-", ".scope"}, {"systemd-nspawn@", ".service"}, {"lxc.payload.", ""}};
    struct piece found = identifier(component);

    for (size_t i = 0; !found.text && i < sizeof names / sizeof names[0]; i++)
        found = without(component, names[i].start, names[i].suffix);
    return found;
}

/* The innermost component of CGROUP that KIND makes something of. */
static struct piece innermost(struct piece cgroup, struct piece (*kind)(struct piece))
{
    struct piece found = {NULL, 0};

    while (cgroup.text && cgroup.length) {
        const char *slash = memchr(cgroup.text, '/', cgroup.length);
        size_t length = slash ? (size_t)(slash - cgroup.text) : cgroup.length;
        struct piece one = kind((struct piece){cgroup.text, length});
        if (one.text)
            found = one;
        length += slash ? 1 : 0;
        cgroup.text += length;
        cgroup.length -= length;
    }
    return found;
}

static struct piece find(const struct report_program *program, enum report_owner part)
{
    switch (part) {
    case OWNER_UNIT:
        return innermost(recorded(program, OWNER_CGROUP), as_unit);
    case OWNER_CONTAINER:
        return innermost(recorded(program, OWNER_CGROUP), as_container);
    default:
        return recorded(program, part);
    }
}

const char *report_owner(const struct report_program *program, enum report_owner part,
                         size_t *length)
{
    struct piece found = find(program, part);

    *length = found.length;
    return found.text;
}

static void add(char text[REPORT_OWNER], const char *word, struct piece piece)
{
    size_t at = strlen(text);

    if (!piece.text)
        return;
    at += (size_t)snprintf(text + at, REPORT_OWNER - at, "%s%s ", at ? ", " : "", word);
    printable(text + at, REPORT_OWNER - at, piece.text, piece.length);
}

/* Is the container's cgroup the unit's own?  Then its name says no more. */
static bool is_of_container(struct piece unit, struct piece container)
{
    return container.text >= unit.text && container.text < unit.text + unit.length;
}

void report_owner_text(const struct report_program *program, char text[REPORT_OWNER])
{
    struct piece name = find(program, OWNER_NAME), unit = find(program, OWNER_UNIT);
    struct piece container = find(program, OWNER_CONTAINER);

    *text = '\0';
    add(text, "user", name.text ? name : find(program, OWNER_USER));
    if (unit.text && !(container.text && is_of_container(unit, container)))
        add(text, "unit", unit);
    if (container.length == IDENTIFIER)
        container.length = SHOWN_DIGITS;
    add(text, "container", container);
    if (!unit.text && !container.text)
        add(text, "cgroup", find(program, OWNER_CGROUP));
}

int report_owner_compare(const struct report_program *a, const struct report_program *b)
{
    if (!a || !b || a->owner != b->owner)
        return a != b;
    return memcmp(a->words + a->length, b->words + b->length, a->owner);
}
