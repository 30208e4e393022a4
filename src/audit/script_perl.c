/* SPDX-License-Identifier: ISC */
/*
 * Perl 5, built with threads as most systems' is: then what is asked finds the thread's
 * interpreter by itself.  No exported function gives the line, but the text of a
 * warning has it: Perl_mess adds " at FILE line N" (perlapi).  The lines further out
 * are read from the context stack, whose layout is that of Perl 5.32 to 5.40 (cop.h,
 * op.h, cv.h); in others the innermost line has to do.
 */
#include "config.h"

#include "script_line.h"

#include "fix/next.h"

#include <pthread.h>
#include <string.h>

/* What Perl's own structures begin with; the rest is not looked at. */
struct perl_op { /* struct cop */
    void *next, *sibling, *function;
    size_t target;
    uint16_t bits;
    uint8_t flags, more_flags;
    uint32_t line;
    size_t stash;
    const char *file;
};

struct perl_sub { /* struct xpvcv */
    void *head[4], *stash, *start, *root, *name;
};

struct perl_value { /* struct sv */
    const struct perl_sub *body;
};

struct perl_context { /* struct block */
    uint8_t type, gimme;
    uint16_t bits;
    int32_t save;
    int32_t stack[2];
    const struct perl_op *from;
    void *match;
    size_t temporaries;
    int32_t scope, mark;
    void *back;
    int32_t outer;
    void *pad;
    struct perl_value *sub;
};

#define WEAK __attribute__((weak))
WEAK extern const pthread_key_t PL_thr_key; /* of this thread's interpreter */
WEAK struct perl_value *Perl_mess_nocontext(const char *format, ...);
WEAK char *Perl_sv_pvn_force_flags(void *perl, struct perl_value *, size_t *length,
                                   int32_t flags);
WEAK const struct perl_context *Perl_caller_cx(void *perl, int32_t level,
                                               const struct perl_context **);
WEAK struct perl_value *Perl_cv_name(void *perl, struct perl_value *sub,
                                     struct perl_value *, uint32_t flags);
WEAK extern const uint8_t PL_revision, PL_version;

static const void *const functions[] = {
    (const void *)Perl_mess_nocontext, (const void *)Perl_sv_pvn_force_flags,
    (const void *)Perl_caller_cx, (const void *)Perl_cv_name};

static bool layout_is_known; /* of the structures above; set at load */

/* Looked up, since it has another version since glibc 2.34. */
typedef void *get_specific_fn(pthread_key_t);
static get_specific_fn *get_specific;

/* The first version that has old_cxsubix in struct block_sub is 5.32. */
static void start_perl(void)
{
    get_specific = (get_specific_fn *)next_look_up("pthread_getspecific");
    layout_is_known = sizeof(void *) == 8 && &PL_revision && &PL_version &&
                      PL_revision == 5 && PL_version >= 32 && PL_version <= 40;
}

/* The decimal number at TEXT, of which END becomes the end.  Not by strtoul, which is
 * another symbol since glibc 2.38. */
static uint32_t read_number(const char *text, const char **end)
{
    uint32_t number = 0;

    for (; *text >= '0' && *text <= '9'; text++)
        number = number * 10 + (uint32_t)(*text - '0');
    *end = text;
    return number;
}

/* "here at FILE line N.\n"; behind N there may also be ", <HANDLE> line M" or " during
 * global destruction". */
static void read_message(const char *text, struct report_script *line)
{
    static const char begin[] = "here at ", middle[] = " line ";
    const char *file, *end, *rest;

    if (strncmp(text, begin, sizeof begin - 1) != 0)
        return;
    file = text + sizeof begin - 1;
    for (end = file; (end = strstr(end, middle)); end++) {
        const char *digits = end + sizeof middle - 1;
        uint32_t number = read_number(digits, &rest);
        if (rest == digits || !*rest || !strchr("., ", *rest))
            continue;
        line->line = number;
        script_put_file(line, file, (size_t)(end - file));
        return;
    }
}

/* Is it a file of the modules that make sockets for others? */
static bool is_socket_layer(const char *path)
{
    size_t length = strlen(path);

    return script_path_ends(path, length, "/IO/Socket.pm") ||
           script_path_has(path, length, "/IO/Socket/");
}

enum { LEVELS = 32 };

/* The sub around the LEVEL of the context stack, beyond any eval. */
static void put_function(void *perl, int32_t level, struct report_script *line)
{
    enum { SUB = 9, TYPE = 0xf };
    const struct perl_context *context;
    size_t length;

    do
        context = Perl_caller_cx(perl, level++, NULL);
    while (context && (context->type & TYPE) != SUB && level < LEVELS);
    /* A sub that was taken away while it ran may have no name any more. */
    if (!context || (context->type & TYPE) != SUB || !context->sub ||
        !context->sub->body || !context->sub->body->name)
        return;
    struct perl_value *name = Perl_cv_name(perl, context->sub, NULL, 0);
    const char *text = Perl_sv_pvn_force_flags(perl, name, &length, 0);
    script_put_function(line, text, length);
}

/* Goes out of the socket layer, if that is where LINE is. */
static void go_out(void *perl, struct report_script *line)
{
    const struct perl_context *context = NULL;
    const struct perl_op *from;
    int32_t level = 0;

    while (is_socket_layer(line->file) && level < LEVELS &&
           (context = Perl_caller_cx(perl, level, NULL))) {
        level++;
        from = context->from;
        if (!from || !from->file || is_socket_layer(from->file))
            continue;
        *line = (struct report_script){.line = from->line};
        script_put_file(line, from->file, strlen(from->file));
    }
    put_function(perl, is_socket_layer(line->file) ? 0 : level, line);
}

static unsigned find(bool sets_flag)
{
    void *perl = get_specific && &PL_thr_key ? get_specific(PL_thr_key) : NULL;
    struct report_script line = {0};
    size_t length;

    (void)sets_flag;
    if (!perl)
        return 0;
    read_message(Perl_sv_pvn_force_flags(perl, Perl_mess_nocontext("here"), &length, 0),
                 &line);
    if (layout_is_known)
        go_out(perl, &line);
    return script_enter(&line);
}

const struct script_language script_perl = {
    functions, sizeof functions / sizeof functions[0], NULL, start_perl, find};
