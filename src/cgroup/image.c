/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "image.h"

#include "maps.h"
#include "stack.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static void *images, *files; /* trees of tsearch(3) */

static int compare_images(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct audit_image));
}

static int compare_files(const void *a, const void *b)
{
    const struct file *one = a, *other = b;

    if (one->device != other->device)
        return one->device < other->device ? -1 : 1;
    return one->inode == other->inode ? 0 : one->inode < other->inode ? -1 : 1;
}

/* The very file that is mapped, also if it is removed or in another root (proc(5)); it
 * takes CAP_CHECKPOINT_RESTORE.  Else by its name. */
static int open_mapped(unsigned process, const struct mapping *mapping,
                       const struct file *file)
{
    char name[PATH_MAX + 64];
    struct stat about;

    snprintf(name, sizeof name, "/proc/%u/map_files/%" PRIx64 "-%" PRIx64, process,
             mapping->start, mapping->end);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        return fd;
    snprintf(name, sizeof name, "/proc/%u/root%s", process, file->path);
    fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && !fstat(fd, &about) && about.st_ino == file->inode)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static struct file *find_file(unsigned process, const struct mapping *mapping,
                              const struct file *wanted)
{
    struct file **found = tsearch(wanted, &files, compare_files);

    if (!found || *found != wanted)
        return found ? *found : NULL;
    struct file *file = malloc(sizeof *file);
    if (!file || !(wanted->path && (wanted->path[0] == '/'))) {
        tdelete(wanted, &files, compare_files);
        free(file);
        return NULL;
    }
    *file = *wanted;
    file->path = strdup(wanted->path);
    file->fd = open_mapped(process, mapping, file);
    *found = file;
    return file;
}

/* One line of /proc/PID/maps, if it is of a file that is executed. */
static bool read_mapping(char *line, unsigned process, struct mapping *mapping)
{
    static const char deleted[] = " (deleted)";
    unsigned major, minor;
    uint64_t inode;
    char rights[5];
    int at = 0;
    struct file file = {.fd = -1};

    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64 " %n",
               &mapping->start, &mapping->end, rights, &mapping->offset, &major, &minor,
               &inode, &at) != 7 ||
        rights[2] != 'x' || line[at] != '/')
        return false;
    file.path = line + at;
    size_t length = strlen(file.path);
    if (length > sizeof deleted &&
        !strcmp(file.path + length - sizeof deleted + 1, deleted))
        file.path[length - sizeof deleted + 1] = '\0';
    file.device = makedev(major, minor);
    file.inode = inode;
    mapping->file = find_file(process, mapping, &file);
    return mapping->file;
}

static void add_mapping(struct image *image, const struct mapping *mapping)
{
    struct mapping *more =
        realloc(image->mappings, (image->mapping_count + 1) * sizeof *image->mappings);

    if (!more)
        return;
    image->mappings = more;
    image->mappings[image->mapping_count++] = *mapping;
}

/* In place of what was known. */
static void read_mappings(struct image *image)
{
    char name[64], *line = NULL;
    size_t size = 0;
    struct mapping mapping;

    snprintf(name, sizeof name, "/proc/%u/maps", image->id.process);
    FILE *maps = fopen(name, "re");
    if (maps)
        image->mapping_count = 0;
    while (maps && getline(&line, &size, maps) > 0) {
        if (read_mapping(line, image->id.process, &mapping))
            add_mapping(image, &mapping);
    }
    free(line);
    if (maps)
        fclose(maps);
}

static size_t read_start(unsigned process, const char *what, char *to, size_t size)
{
    char name[64];
    ssize_t got = -1;

    snprintf(name, sizeof name, "/proc/%u/%s", process, what);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        got = read(fd, to, size);
        close(fd);
    }
    return got > 0 ? (size_t)got : 0;
}

/* Has the process still the program that was started with ARGUMENTS? */
static bool is_still_there(const struct image *image)
{
    char now[sizeof image->arguments];
    size_t length = read_start(image->id.process, "cmdline", now, sizeof now);

    if (length > image->arguments_length)
        length = image->arguments_length;
    return length && !memcmp(now, image->arguments, length);
}

static void read_path(struct image *image)
{
    char name[64], path[PATH_MAX];

    snprintf(name, sizeof name, "/proc/%u/exe", image->id.process);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length <= 0)
        return;
    path[length] = '\0';
    free(image->path);
    image->path = strdup(path);
}

/* What was mapped since it was looked at last. */
static void take_life(struct image *image, const struct life *life)
{
    for (; image->maps_taken < life->count; image->maps_taken++) {
        const struct map *map = &life->map[image->maps_taken];
        struct file file = {.device = makedev(map->major, map->minor),
                            .inode = map->inode,
                            .fd = -1,
                            .path = map->path};
        struct mapping mapping = {map->start, map->end, map->offset, NULL};
        mapping.file = find_file(image->id.process, &mapping, &file);
        if (mapping.file)
            add_mapping(image, &mapping);
    }
    if (!image->path && life->count)
        image->path = strdup(life->map[0].path);
}

const struct mapping *image_mapping(const struct image *image, uint64_t address)
{
    for (size_t i = 0; i < image->mapping_count; i++)
        if (image->mappings[i].start <= address && address < image->mappings[i].end)
            return &image->mappings[i];
    return NULL;
}

/* A process that was there before the audit has told nothing of itself. */
static void look(struct image *image, const struct audit_place *place)
{
    const struct life *life = place ? maps_find(image->id.process, place->time) : NULL;

    if (life) {
        take_life(image, life);
    } else if (!place ||
               !image_mapping(image, place->registers[stack_layout.counter])) {
        if (!image->arguments_length)
            image->arguments_length =
                read_start(image->id.process, "cmdline", image->arguments,
                           sizeof image->arguments);
        if (is_still_there(image)) {
            read_path(image);
            read_mappings(image);
        }
    }
}

static struct image *make_image(const struct audit_image *id,
                                const struct audit_place *place)
{
    struct image *image = calloc(1, sizeof *image);

    if (!image)
        return NULL;
    image->id = *id;
    if (place) {
        image->arguments_length = place->arguments_length < sizeof image->arguments
                                      ? place->arguments_length
                                      : sizeof image->arguments;
        memcpy(image->arguments, place->arguments, image->arguments_length);
    }
    return image;
}

struct image *image_find(const struct audit_image *id, const struct audit_place *place)
{
    struct image **found = tsearch(id, &images, compare_images);
    bool fresh = found && *found == (const void *)id;
    struct image *image = fresh ? make_image(id, place) : found ? *found : NULL;

    if (fresh && !image)
        tdelete(id, &images, compare_images);
    else if (fresh)
        *found = image;
    if (image && (fresh || place))
        look(image, place);
    return image;
}
