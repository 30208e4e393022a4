/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "print_env.h"

#include "message.h"
#include "system/features.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_line(const char *name, const char *value)
{
    if (!strchr(value, '\n'))
        return true;
    complain("%s: this form can't say a value of two lines", name);
    return false;
}

/* The form of env files, as docker's --env-file. */
static bool print_plain(const char *name, const char *value)
{
    return is_one_line(name, value) && printf("%s=%s\n", name, value) > 0;
}

/* systemd.exec(5), Environment=: a dollar sign has no meaning there, a percent sign has
 * (systemd.unit(5)); escapes are those of systemd.syntax(7). */
static bool print_systemd(const char *name, const char *value)
{
    printf("Environment=\"%s=", name);
    for (; *value; value++) {
        if ((unsigned char)*value < ' ' || *value == 0x7f)
            printf("\\x%02x", (unsigned)*value);
        else if (*value == '%')
            printf("%%%%");
        else
            printf("%s%c", *value == '"' || *value == '\\' ? "\\" : "", *value);
    }
    return puts("\"") >= 0;
}

/* Between single quotes nothing has a meaning, but for their end. */
static void print_quoted(const char *value)
{
    putchar('\'');
    for (; *value; value++)
        if (*value == '\'')
            fputs("'\"'\"'", stdout);
        else
            putchar(*value);
    puts("'");
}

static bool print_sh(const char *name, const char *value)
{
    printf("export %s=", name);
    print_quoted(value);
    return true;
}

/* The quotes are those of sh (buildkit, frontend/dockerfile/shell/lex.go:
 * processSingleQuote), but an instruction ends with its line. */
static bool print_docker(const char *name, const char *value)
{
    if (!is_one_line(name, value))
        return false;
    printf("ENV %s=", name);
    print_quoted(value);
    return true;
}

static const struct form {
    const char *name;
    const char *head;
    bool (*print)(const char *name, const char *value);
} forms[] = {
    {"", "", print_plain},
    {"systemd", "[Service]\n", print_systemd},
    {"docker", "", print_docker},
    {"sh", "", print_sh},
};

static const struct form *find(const char *name)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (name ? *name && !strcmp(name, forms[i].name) : i == 0)
            return &forms[i];
    return NULL;
}

bool print_env_has(const char *form)
{
    return find(form);
}

bool print_env(const struct environment *environment, const char *form)
{
    const struct form *found = find(form);

    if (!found)
        return false;
    fputs(found->head, stdout);
    return found->print(this_system.preload, environment->preload) &&
           (!(*environment->options || getenv(SETTINGS_VARIABLE)) ||
            found->print(SETTINGS_VARIABLE, environment->options));
}
