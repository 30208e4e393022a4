/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "preload.h"

#include "features.h"
#include "launcher/message.h"
#include "loaders.h"
#include "locked_file.h"
#include "preload_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool has_file(void)
{
    if (this_system.preload_file)
        return true;
    complain("--system: this system has no file that names libraries for all programs");
    return false;
}

static bool is_root(void)
{
    if (geteuid() == 0)
        return true;
    complain("--system: only root can change %s", this_system.preload_file);
    return false;
}

/* Reads the file PATH and stores in EDITED what is to become of it.  *SAME tells
 * whether it is that already. */
static bool edit(const char *path, const char *name, struct text *edited, bool *same)
{
    struct text old;

    if (!locked_file_read(path, &old))
        return false;
    preload_text_edit(&old, name, edited);
    if (edited->bytes)
        *same = old.length == edited->length &&
                !memcmp(old.bytes, edited->bytes, old.length);
    else
        complain("%s", strerror(errno));
    free(old.bytes);
    return edited->bytes;
}

/* Takes PATH, which may be a symbolic link, as it is once no other process edits it. */
static bool change(const char *path, const char *name)
{
    struct locked_file file;
    struct text edited;
    bool same;

    if (!locked_file_lock(path, &file))
        return false;
    bool good = edit(file.path, name, &edited, &same);
    if (good) {
        good = same || locked_file_replace(&file, &edited);
        free(edited.bytes);
    }
    locked_file_unlock(&file);
    return good;
}

/* Nothing is locked where nothing is to be done, so that anybody can do it, and on a
 * read-only file system. */
static bool change_if_needed(const char *name)
{
    const char *path = this_system.preload_file;
    struct text edited;
    bool same;

    if (!edit(path, name, &edited, &same))
        return false;
    free(edited.bytes);
    same = same && !locked_file_is_locked(path);
    return same || (is_root() && change(path, name));
}

int system_preload_enable(const char *launcher, const char *name)
{
    if (!has_file() || !is_root() || !loaders_load(launcher, name) ||
        !change_if_needed(name))
        return EXIT_LAUNCHER;
    say("enabled: %s", name);
    return EXIT_SUCCESS;
}

int system_preload_disable(void)
{
    if (!has_file() || !change_if_needed(NULL))
        return EXIT_LAUNCHER;
    puts("disabled");
    return EXIT_SUCCESS;
}

int system_preload_status(void)
{
    struct text text;
    size_t at = 0, length;
    const char *entry;
    bool enabled = false;

    if (!has_file() || !locked_file_read(this_system.preload_file, &text))
        return EXIT_LAUNCHER;
    while ((entry = preload_text_next(&text, &at, &length))) {
        say("enabled: %.*s", (int)length, entry);
        enabled = true;
    }
    free(text.bytes);
    if (!enabled)
        puts("disabled");
    return enabled ? EXIT_SUCCESS : EXIT_CHECK_FAILED;
}
