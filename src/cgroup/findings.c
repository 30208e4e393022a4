/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "findings.h"

#include "audit/slots.h"
#include "image.h"
#include "maps.h"
#include "owner.h"
#include "report_file.h"
#include "stack.h"

#include <netinet/in.h>
#include <search.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

static struct report_file *report;

struct pending {
    STAILQ_ENTRY(pending) next;
    struct image *image;
    union {
        __u32 kind;
        struct audit_client client;
        struct audit_place place;
    } event; /* no longer than it is */
};
static STAILQ_HEAD(, pending) queue = STAILQ_HEAD_INITIALIZER(queue);

/* Which slot the report has for a place; a tree of tsearch(3). */
struct known {
    uint64_t place;
    unsigned slot;
};
static void *places;

static int compare_places(const void *a, const void *b)
{
    const struct known *one = a, *other = b;

    return one->place == other->place ? 0 : one->place < other->place ? -1 : 1;
}

void findings_start(struct report_file *to, unsigned processes)
{
    report = to;
    atomic_fetch_add(&report->start.header.processes, processes);
}

void findings_take(const void *event, size_t size)
{
    struct pending *pending = malloc(offsetof(struct pending, event) + size);

    if (!pending) {
        atomic_fetch_add(&report->start.header.lost_rows, 1);
        return;
    }
    memcpy(&pending->event, event, size);
    if (pending->event.kind == AUDIT_PLACE) {
        maps_drain(); /* what was mapped before it is told by now */
        pending->image = image_find(&pending->event.place.image, &pending->event.place);
        owner_look(pending->event.place.cgroup);
    } else {
        pending->image = image_find(&pending->event.client.image, NULL);
    }
    STAILQ_INSERT_TAIL(&queue, pending, next);
}

static unsigned module_slot(struct file *file)
{
    struct report_module key = {0};
    struct slots slots = {report->modules, sizeof key, REPORT_MODULES,
                          sizeof key - offsetof(struct report_module, path_length)};
    size_t length = strlen(file->path);

    if (file->slot)
        return file->slot;
    key.is_cut = length > sizeof key.path;
    key.path_length = (uint16_t)(key.is_cut ? sizeof key.path : length);
    memcpy(key.path, file->path, key.path_length);
    stack_build_id(file, key.build_id, sizeof key.build_id, &key.build_id_length);
    return file->slot =
               slots_find(&slots, &key.path_length, &report->start.header.lost_modules);
}

static void enter_place(struct audit_place *place, struct image *image)
{
    struct stack_frame frames[REPORT_FRAMES];
    struct report_place key = {0};
    struct slots slots = {report->places, sizeof key, REPORT_PLACES,
                          sizeof key - offsetof(struct report_place, frames)};
    struct known *known = calloc(1, sizeof *known);

    if (!known || !image) {
        free(known);
        return;
    }
    key.frames = (uint16_t)stack_follow(place, image, frames, REPORT_FRAMES);
    for (unsigned i = 0; i < key.frames; i++) {
        key.module[i] = (uint16_t)(frames[i].file ? module_slot(frames[i].file) : 0);
        key.offset[i] = key.module[i] ? frames[i].offset : 0;
    }
    if (!key.frames)
        key.frames = 1;
    known->place = place->place;
    struct known **found = tsearch(known, &places, compare_places);
    if (found)
        (*found)->slot =
            slots_find(&slots, &key.frames, &report->start.header.lost_places);
    if (!found || *found != known)
        free(known);
}

static uint16_t place_slot(uint64_t place)
{
    struct known wanted = {.place = place};
    struct known **found = place ? tfind(&wanted, &places, compare_places) : NULL;

    return (uint16_t)(found ? (*found)->slot : 0);
}

/* Appends SIZE bytes, or as many as there is room for. */
static void append(struct report_program *key, const char *bytes, size_t size)
{
    size_t room = sizeof key->words - key->owner - key->length;

    key->is_cut |= size > room;
    size = size < room ? size : room;
    memcpy(key->words + key->length, bytes, size);
    key->length = (uint16_t)(key->length + size);
}

/* One process may have several users, one after another. */
static unsigned program_slot(struct image *image, uint32_t user, uint64_t cgroup)
{
    struct report_program key = {0};
    struct slots slots = {report->programs, sizeof key, REPORT_PROGRAMS,
                          sizeof key - offsetof(struct report_program, length)};
    char owner[OWNER_SIZE];

    if (!image)
        return 0;
    if (image->program && image->user == user && image->cgroup == cgroup)
        return image->program;
    image->user = user;
    image->cgroup = cgroup;
    key.owner = (uint8_t)owner_write(user, cgroup, owner);
    const char *path = image->path               ? image->path
                       : image->arguments_length ? image->arguments
                                                 : "?";
    append(&key, path, strnlen(path, sizeof key.words / 2));
    append(&key, "", 1);
    append(&key, image->arguments, image->arguments_length);
    key.is_cut |= image->arguments_length == sizeof image->arguments;
    key.words[key.length - 1] = '\0';
    memcpy(key.words + key.length, owner, key.owner);
    return image->program =
               slots_find(&slots, &key.length, &report->start.header.lost_programs);
}

static uint8_t verdict_of(const struct audit_client *client)
{
    if (client->call == AUDIT_BIND_ANY)
        return REPORT_PROTECT;
    return client->port == AUDIT_OWN_PORT ? REPORT_KEPT_PORT : REPORT_CLIENT;
}

static struct report_row_key key_of(const struct audit_client *client,
                                    struct image *image)
{
    static const uint8_t calls[] = {[AUDIT_CONNECT] = REPORT_CONNECT,
                                    [AUDIT_BIND_ANY] = REPORT_BIND_ANY,
                                    [AUDIT_SEND] = REPORT_SEND};
    static const uint8_t ports[] = {[AUDIT_NO_PORT] = REPORT_NO_PORT,
                                    [AUDIT_OWN_PORT] = REPORT_OWN_PORT,
                                    [AUDIT_ANY_PORT] = REPORT_ANY_PORT};

    return (struct report_row_key){
        .program = (uint16_t)program_slot(image, client->user, client->cgroup),
        .setter = place_slot(client->setter),
        .caller = place_slot(client->caller),
        .protocol = client->protocol,
        .family = client->is_ipv6 ? REPORT_IPV6 : REPORT_IPV4,
        .flags = (uint8_t)((client->flags & AUDIT_REUSEADDR ? REPORT_REUSEADDR : 0) |
                           (client->flags & AUDIT_REUSEPORT ? REPORT_REUSEPORT : 0)),
        .call = calls[client->call],
        .port = ports[client->port],
        .verdict = verdict_of(client),
        .action = REPORT_LEFT,
        .before = client->before,
    };
}

static void put_address(struct report_address *to, const struct audit_client *client)
{
    uint32_t port = ntohs((uint16_t)client->remote) | (uint32_t)REPORT_HAS_ADDRESS;

    for (int i = 0; i < 4; i++)
        to->word[i] = client->word[i];
    to->port = port;
    to->check = report_address_check(client->word, port);
}

static void enter_client(const struct audit_client *client, struct image *image)
{
    struct report_row_key key = key_of(client, image);
    struct slots slots = {report->rows, sizeof(struct report_row), REPORT_ROWS,
                          sizeof key};
    unsigned slot = slots_find(&slots, &key, &report->start.header.lost_rows);
    struct report_row *row = &report->rows[slot];

    if (!slot)
        return;
    row->last_time = (uint32_t)time(NULL);
    if (!row->first_time) {
        row->first_time = row->last_time;
        put_address(&row->first, client);
    }
    put_address(&row->last, client);
    if (++row->count == 0)
        row->carry++;
}

bool findings_resolve_one(void)
{
    struct pending *pending = STAILQ_FIRST(&queue);

    if (!pending)
        return false;
    STAILQ_REMOVE_HEAD(&queue, next);
    if (pending->event.kind == AUDIT_PLACE)
        enter_place(&pending->event.place, pending->image);
    else
        enter_client(&pending->event.client, pending->image);
    free(pending);
    return true;
}

/* The report may have had some before: what is new is added. */
static void add(_Atomic uint32_t *to, uint32_t now, uint32_t *before)
{
    atomic_fetch_add(to, now - *before);
    *before = now;
}

void findings_count(const struct audit_counts *counts)
{
    static struct audit_counts before;
    struct report_header *header = &report->start.header;

    add(&header->flags_set, counts->flags_set, &before.flags_set);
    add(&header->processes, counts->execs, &before.execs);
    add(&header->lost_rows, counts->lost, &before.lost);
    add(&header->lost_places, counts->unplaced, &before.unplaced);
    atomic_fetch_add(&header->lost_modules, maps_lost());
}
