/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "print_env.h"

#include "message.h"
#include "system/features.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* WHAT the form can't say. */
static bool refuse(const char *name, const char *what)
{
    complain("%s: this form can't say a value %s", name, what);
    return false;
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f;
}

static bool is_any(const char *name, const char *value)
{
    (void)name, (void)value;
    return true;
}

static bool is_one_line(const char *name, const char *value)
{
    return !strchr(value, '\n') || refuse(name, "of two lines");
}

static bool is_text(const char *name, const char *value)
{
    while (*value && !is_control(*value))
        value++;
    return !*value || refuse(name, "with a control character");
}

/* The form of env files, as docker's --env-file. */
static void print_plain(const char *name, const char *value)
{
    printf("%s=%s\n", name, value);
}

/* systemd.exec(5), Environment=: a dollar sign has no meaning there, a percent sign has
 * (systemd.unit(5)); escapes are those of systemd.syntax(7). */
static void print_systemd(const char *name, const char *value)
{
    printf("Environment=\"%s=", name);
    for (; *value; value++) {
        if (is_control(*value))
            printf("\\x%02x", (unsigned)*value);
        else if (*value == '%')
            printf("%%%%");
        else
            printf("%s%c", *value == '"' || *value == '\\' ? "\\" : "", *value);
    }
    puts("\"");
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

static void print_sh(const char *name, const char *value)
{
    printf("export %s=", name);
    print_quoted(value);
}

/* The quotes are those of sh (buildkit, frontend/dockerfile/shell/lex.go:
 * processSingleQuote), but an instruction ends with its line. */
static void print_docker(const char *name, const char *value)
{
    printf("ENV %s=", name);
    print_quoted(value);
}

/* rc.subr(8) of FreeBSD puts the list into a command line that it gives to eval and,
 * for a user or a priority, quoted to another shell (run_rc_command). */
static bool is_plain(const char *name, const char *value)
{
    return !value[strspn(value, WORD "%+,-./:=@")] ||
           refuse(name, "with a sign of the shell; NAME_env_file takes --print-env=sh");
}

static void print_assignment(const char *name, const char *value)
{
    printf("%s=%s", name, value);
}

/* OpenBSD, lib/libc/gen/login_cap.c: cgetustr ends at a colon, setuserenv at a comma,
 * and expandstr knows the others.  No octal numbers: it skips the byte after one. */
static void print_login_conf(const char *name, const char *value)
{
    printf("%s=", name);
    for (; *value; value++)
        if (*value == ':')
            fputs("\\c", stdout);
        else
            printf("%s%c", strchr("\\,~$^", *value) ? "\\" : "", *value);
}

/* illumos, svccfg.l and svccfg_libscf.c:lscf_setenv: of a value in quotes, setenv takes
 * the quotes as well, and without them some characters are the command's own. */
static bool is_smf(const char *name, const char *value)
{
    return is_text(name, value) && (!strcmp(name, SETTINGS_VARIABLE) ||
                                    (*value && !strpbrk(value, " #\">=()")) ||
                                    refuse(name, "with one of ' #\">=()', or none"));
}

/* So the settings, which have an equals sign, go into the list that setenv has made. */
static void print_smf(const char *name, const char *value)
{
    if (strcmp(name, SETTINGS_VARIABLE) != 0) {
        printf("setenv %s %s\n", name, value);
        return;
    }
    printf("delpropvalue start/environment \"%s=*\"\n", name);
    printf("addpropvalue start/environment astring: \"%s=", name);
    for (; *value; value++)
        printf("%s%c", strchr("\"\\", *value) ? "\\" : "", *value);
    puts("\"");
}

static void print_launchd(const char *name, const char *value)
{
    printf("\t<key>%s</key>\n\t<string>", name);
    for (; *value; value++)
        if (strchr("&<>", *value))
            printf("&#%d;", *value);
        else
            putchar(*value);
    puts("</string>");
}

/* In the texts, @ is the service. */
static const struct form {
    const char *name;
    bool (*fits)(const char *name, const char *value); /* if not, it has complained */
    void (*print)(const char *name, const char *value);
    const char *head, *between, *foot;
    const char *service; /* what its name may consist of; NULL: there is none */
} forms[] = {
    {"", is_one_line, print_plain, "", "", "", NULL},
    {"systemd", is_any, print_systemd, "[Service]\n", "", "", NULL},
    {"docker", is_one_line, print_docker, "", "", "", NULL},
    {"sh", is_any, print_sh, "", "", "", NULL},
    {"rc.conf", is_plain, print_assignment, "@_env=\"", " ", "\"\n", WORD},
    {"login.conf", is_text, print_login_conf, "@:\\\n\t:setenv=", ",",
     ":\\\n\t:tc=daemon:\n", WORD},
    {"smf", is_smf, print_smf, "svccfg -s @ << 'END'\n", "",
     "END\nsvcadm refresh @\nsvcadm restart @\n", WORD "-,./"},
    {"launchd", is_text, print_launchd, "<key>EnvironmentVariables</key>\n<dict>\n", "",
     "</dict>\n", NULL},
};

/* Returns the service in FORM, "name:service"; NULL if there is none. */
static const char *service_of(const char *form)
{
    const char *colon = form ? strchr(form, ':') : NULL;

    return colon ? colon + 1 : NULL;
}

static bool takes(const struct form *form, const char *service)
{
    return !service ||
           (form->service && *service && !service[strspn(service, form->service)]);
}

static const struct form *find(const char *form)
{
    size_t length = form ? strcspn(form, ":") : 0;

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (form ? length && strlen(forms[i].name) == length &&
                       !memcmp(form, forms[i].name, length)
                 : i == 0)
            return takes(&forms[i], service_of(form)) ? &forms[i] : NULL;
    return NULL;
}

bool print_env_has(const char *form)
{
    return find(form);
}

static void print_text(const char *text, const char *service)
{
    for (; *text; text++)
        if (*text == '@')
            fputs(service ? service : "NAME", stdout);
        else
            putchar(*text);
}

bool print_env(const struct environment *environment, const char *form)
{
    const struct form *found = find(form);
    bool has_options = *environment->options || getenv(SETTINGS_VARIABLE);

    if (!found || !found->fits(this_system.preload, environment->preload) ||
        (has_options && !found->fits(SETTINGS_VARIABLE, environment->options)))
        return false;
    print_text(found->head, service_of(form));
    found->print(this_system.preload, environment->preload);
    if (has_options) {
        fputs(found->between, stdout);
        found->print(SETTINGS_VARIABLE, environment->options);
    }
    print_text(found->foot, service_of(form));
    return true;
}
