/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "link.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* RFC 3986: all but the unreserved characters, and the slash, as %NN. */
static void print_encoded(FILE *to, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~/";

    for (; *text; text++)
        fprintf(to, strchr(plain, *text) ? "%c" : "%%%02X", (unsigned char)*text);
}

/* Writes where the file of LEVEL is into PATH; returns false if it is not here. */
static bool find_file(const struct report_level *level, char path[PATH_MAX])
{
    char name[PATH_MAX];
    const char *folder = level->folder ? level->folder : "";

    if (!level->file || (*level->file != '/' && *folder != '/'))
        return false;
    int length = *level->file == '/'
                     ? snprintf(name, sizeof name, "%s", level->file)
                     : snprintf(name, sizeof name, "%s/%s", folder, level->file);
    return length < PATH_MAX && realpath(name, path);
}

/*
 * OSC 8: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda.  The
 * host's name is for terminals that show what another host prints.  The fragment is the
 * line for kitty; others open the file.
 */
void report_link_print(FILE *to, const struct report_step *step, const char *name,
                       const struct report_style *style)
{
    char host[256] = "", path[PATH_MAX];
    bool link = style->links && step && find_file(&step->level, path) &&
                !gethostname(host, sizeof host - 1);

    if (link) {
        fputs("\033]8;;file://", to);
        print_encoded(to, host);
        print_encoded(to, path);
        fprintf(to, "#%d\033\\", step->level.line);
    }
    fputs(name, to);
    if (link)
        fputs("\033]8;;\033\\", to);
}
