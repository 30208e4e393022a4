/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value ? value : "";
}

bool terminal_color_read(const char *word, enum terminal_color *color)
{
    static const char *const words[] = {"auto", "always", "never"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i]) != 0)
            continue;
        *color = (enum terminal_color)i;
        return true;
    }
    return false;
}

bool terminal_is_able(int fd)
{
    const char *terminal = environment("TERM");

    return isatty(fd) && *terminal && strcmp(terminal, "dumb") != 0;
}

/*
 * No capability tells of links, and a terminal that does not know the sequence may show
 * it.  VTE before 0.50 does so, which has the variable too.  Under screen and tmux
 * the variables are those of the terminal in which they were started.
 */
static bool has_links(void)
{
    static const char *const programs[] = {"WezTerm", "iTerm.app", "vscode", "ghostty"};
    const char *type = environment("TERM"), *program = environment("TERM_PROGRAM");

    if (*environment("TMUX") || *environment("STY"))
        return false;
    if (!strcmp(type, "xterm-kitty") || !strcmp(type, "foot"))
        return true;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(program, programs[i]))
            return true;
    return strtol(environment("VTE_VERSION"), NULL, 10) >= 5000;
}

/* https://no-color.org: the variable counts if there is anything in it. */
struct report_style terminal_style(int fd, enum terminal_color color)
{
    struct report_style style = {.columns = 80, .colour = color == COLOR_ALWAYS};
    struct winsize size;

    if (color == COLOR_AUTO)
        style.colour = terminal_is_able(fd) && !*environment("NO_COLOR");
    style.links = style.colour && terminal_is_able(fd) && has_links();
    if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col)
        style.columns = size.ws_col;
    return style;
}
