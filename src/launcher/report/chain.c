/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "chain.h"

#include "apart.h"
#include "demangle.h"
#include "location.h"
#include "text.h"
#include "words.h"

#include "launcher/printable.h"

#include <stdlib.h>
#include <string.h>

struct report_chains {
    const struct report *report;
    struct report_symbols *symbols;
    uint8_t call[REPORT_PLACES];               /* what is called at each place */
    struct report_chain *chain[REPORT_PLACES]; /* by the place's number */
};

static const struct report_chain not_known;

/*
 * Perl's operations that share a function with another one, after which it is named;
 * the others are macros (opcode.h).
 */
static const char *name_in_perl(const char *function, unsigned call)
{
    if (call == REPORT_CONNECT && !strcmp(function, "Perl_pp_bind"))
        return "Perl_pp_connect";
    if (call == REPORT_SEND && !strcmp(function, "Perl_pp_syswrite"))
        return "Perl_pp_send";
    return NULL;
}

/* Gives STEP the one of its function's names that fits CALL, if there is one. */
static void fit_to_call(struct report_symbols *symbols, struct report_step *step,
                        unsigned call)
{
    const char *word = report_call_name(call), *name = step->level.function;

    if (!name || strstr(name, word))
        return;
    name = name_in_perl(name, call);
    if (!name)
        name = report_symbols_alias(symbols, step->module, step->offset, word);
    if (name)
        step->level.function = name;
}

static void add_frame(struct report_symbols *symbols, const struct report *report,
                      const struct report_place *place, uint32_t frame,
                      struct report_chain *chain)
{
    struct report_level level[REPORT_INLINED] = {{.note = NULL}};
    uint16_t number = place->module[frame];
    const struct report_module *module = report->module[number];
    uint64_t offset = place->offset[frame];
    size_t levels = 1;

    if (module && symbols)
        levels = report_symbols_find(symbols, module, offset, level);
    else if (module)
        level->note = "looking it up was interrupted";
    for (size_t i = 0; i < levels; i++)
        chain->step[chain->steps++] =
            (struct report_step){NULL, module, number, offset, level[i]};
}

static void add_script(const struct report_script *script, struct report_chain *chain)
{
    chain->step[chain->steps++] = (struct report_step){
        .script = script,
        .level = {.function = *script->function ? script->function : NULL,
                  .file = script->file,
                  .line = (int)script->line,
                  .note = script->is_cut ? "a name was too long to be recorded" : NULL},
    };
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Returns NAME, of C++ or Rust, without the scopes that it is in: what is behind the
 * last "::" outside of brackets. */
static const char *inner_name(const char *name)
{
    const char *inner = name, *before = name;
    unsigned depth = 0;

    for (const char *at = name; *at && strncmp(inner, "operator", 8) != 0; at++) {
        if (strchr("<([{", *at)) {
            depth++;
        } else if (strchr(">)]}", *at)) {
            depth -= depth > 0;
        } else if (!depth && !strncmp(at, "::", 2)) {
            before = inner;
            inner = at + 2;
        }
    }
    /* Behind a function's name stand its closures and, in Rust, its types. */
    return *inner == '{' || *inner == '<' ? before : inner;
}

/* Is MODULE the C library, its threads or the loader, by their names on glibc, musl,
 * the BSDs and illumos? */
static bool is_system_module(const struct report_module *module)
{
    static const char *const starts[] = {"libc.so",   "libc-2.", "libc.musl",
                                         "ld-",       "ld.so",   "libpthread",
                                         "libthr.so", "ld64.so"};
    char path[sizeof module->path + 1] = "";

    memcpy(path, module->path, module->path_length);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (!strncmp(last_part(path), starts[i], strlen(starts[i])))
            return true;
    return false;
}

/* Of Rust by its own encoding, or by that of C++ with a hash at the end. */
static bool is_rust(const char *mangled)
{
    enum { HASH = sizeof "17h0123456789abcdefE" - 1 };
    size_t length = strlen(mangled);

    return !strncmp(mangled, "_R", 2) ||
           (length > HASH && !strncmp(mangled + length - HASH, "17h", 3));
}

/* Is LEVEL the program's main?  That of Rust is called by its runtime and is in the
 * outermost scope, the crate. */
static bool is_main(const struct report_level *level)
{
    const char *name = level->function;

    if (!name || !level->mangled)
        return name && !strcmp(name, "main");
    return is_rust(level->mangled) && strstr(name, "::") &&
           !strcmp(strstr(name, "::"), "::main");
}

/* Is STEP what starts a program or thread, or what unwinding met by mistake beyond? */
static bool is_above_start(const struct report_step *step)
{
    return !step->module || step->level.is_entry || is_system_module(step->module);
}

/*
 * Ends CHAIN at main or at what a thread was started with.  If their names are not
 * known, they are the last ones outside of the C library.
 */
static void end_at_start(struct report_chain *chain)
{
    for (size_t i = 0; i < chain->steps; i++)
        if (!chain->step[i].script && is_main(&chain->step[i].level))
            chain->steps = i + 1;
    while (chain->steps > 1 && is_above_start(&chain->step[chain->steps - 1]))
        chain->steps--;
}

/* What is called at each place, 0 for setsockopt, and for several calls at one. */
static void find_calls(const struct report *report, uint8_t call[REPORT_PLACES])
{
    enum { SEVERAL = 0xff };

    memset(call, 0, REPORT_PLACES);
    for (size_t i = 0; i < report->rows; i++) {
        const struct report_row_key *key = &report->row[i].key;
        uint8_t *known = &call[key->caller];
        *known = *known && *known != key->call ? SEVERAL : key->call;
    }
    for (size_t i = 0; i < report->rows; i++)
        call[report->row[i].key.setter] = 0;
    for (size_t i = 0; i < REPORT_PLACES; i++)
        call[i] = call[i] == SEVERAL ? 0 : call[i];
}

/* For report_look_up(). */
static struct report_chain *make_chain(const void *context, size_t number, bool look)
{
    const struct report_chains *chains = context;
    const struct report_place *place = chains->report->place[number];
    struct report_symbols *symbols = look ? chains->symbols : NULL;
    unsigned call = look ? chains->call[number] : 0;
    struct report_chain chain = {0}, *made;

    if (place->script)
        add_script(chains->report->script[place->script], &chain);
    for (uint32_t i = 0; i < place->frames; i++) {
        struct report_step *step = &chain.step[chain.steps];
        add_frame(symbols, chains->report, place, i, &chain);
        if (call && !i && !step->level.inlined)
            fit_to_call(symbols, step, call);
    }
    end_at_start(&chain);
    size_t size =
        offsetof(struct report_chain, step) + chain.steps * sizeof *chain.step;
    made = malloc(size);
    if (made)
        memcpy(made, &chain, size);
    return made;
}

struct report_chains *report_chains_open(const struct report *report)
{
    struct report_chains *chains = calloc(1, sizeof *chains);

    if (!chains)
        return NULL;
    chains->report = report;
    chains->symbols = report_symbols_open();
    find_calls(report, chains->call);
    if (chains->symbols &&
        report_look_up(make_chain, chains, chains->chain, report->places))
        return chains;
    report_chains_close(chains);
    return NULL;
}

void report_chains_close(struct report_chains *chains)
{
    for (size_t i = 0; i < REPORT_PLACES; i++)
        free(chains->chain[i]);
    if (chains->symbols)
        report_symbols_close(chains->symbols);
    free(chains);
}

const struct report_chain *report_chain(const struct report_chains *chains,
                                        size_t number)
{
    return number ? chains->chain[number] : &not_known;
}

const struct report_step *report_chain_inner(const struct report_chain *chain)
{
    return chain->steps ? &chain->step[0] : NULL;
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_numbers(unsigned long long a, unsigned long long b)
{
    return a < b ? -1 : a > b;
}

int report_step_compare(const struct report_step *a, const struct report_step *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    int order = compare_texts(a->level.file, b->level.file);
    if (!order)
        order = compare_numbers((unsigned)a->level.line, (unsigned)b->level.line);
    if (!order)
        order = compare_texts(a->level.function, b->level.function);
    if (order || a->level.file)
        return order;
    order = compare_numbers(a->number, b->number);
    return order ? order : compare_numbers(a->offset, b->offset);
}

int report_chain_compare_outer(const struct report_chain *a,
                               const struct report_chain *b)
{
    int order = compare_numbers(a->steps, b->steps);

    for (size_t i = 1; i < a->steps && !order; i++)
        order = report_step_compare(&a->step[i], &b->step[i]);
    return order;
}

/* The module's name without its folders, or what is said in its place. */
static void name_module(const struct report_module *module, char *text, size_t size)
{
    char path[4 * sizeof module->path + 1];

    printable(path, sizeof path, module->path, module->path_length);
    const char *name = last_part(path);
    snprintf(text, size, "%s", *name ? name : "unnamed module");
}

enum { REPORT_LINE = 4096 };

/* Writes NAME, which is printable, into TEXT in at most COLUMNS. */
static void fit_name(char *name, char text[REPORT_NAME], size_t columns)
{
    report_text_shorten(name, columns);
    printable(text, REPORT_NAME, name, strlen(name));
}

/* Writes FUNCTION and where it is into TEXT; returns whether that fits in COLUMNS. */
static bool put_line(char text[REPORT_LINE], const char *function, const char *file,
                     int line, size_t columns)
{
    if (*function)
        snprintf(text, REPORT_LINE, "%s (%s:%d)", function, file, line);
    else
        snprintf(text, REPORT_LINE, "%s:%d", file, line);
    return printable_columns(text) <= columns;
}

static void name_line(const struct report_level *level, char text[REPORT_NAME],
                      size_t columns)
{
    char file[1024], function[1024], full[REPORT_LINE];

    printable(file, sizeof file, level->file, strlen(level->file));
    report_path_tidy(file);
    const char *name = level->function ? level->function : "";
    printable(function, sizeof function, name, strlen(name));
    const char *inner = level->mangled ? inner_name(function) : function;
    if (!put_line(full, function, file, level->line, columns) &&
        !put_line(full, function, last_part(file), level->line, columns) &&
        !put_line(full, inner, last_part(file), level->line, columns))
        put_line(full, "", last_part(file), level->line, columns);
    fit_name(full, text, columns);
}

/* Of what has no line: the function with its module, or an address in that. */
static void name_address(const struct report_step *step, char text[REPORT_NAME],
                         size_t columns)
{
    char module[2048], function[1024], full[REPORT_LINE], within[24] = "";
    const char *name = step->level.function ? step->level.function : "";

    name_module(step->module, module, sizeof module);
    printable(function, sizeof function, name, strlen(name));
    if (step->level.within)
        snprintf(within, sizeof within, "+0x%llx",
                 (unsigned long long)step->level.within);
    snprintf(full, sizeof full, "%s%s (%s)", function, within, module);
    if (printable_columns(full) > columns)
        snprintf(full, sizeof full, "%s%s", function, within);
    if (printable_columns(full) > columns && step->level.mangled)
        snprintf(full, sizeof full, "%s%s", inner_name(function), within);
    /* Of a name that stayed mangled nobody can make sense if some of it is missing. */
    if (!*function || (is_mangled(function) && printable_columns(full) > columns))
        snprintf(full, sizeof full, "%s+0x%llx", module,
                 (unsigned long long)step->offset);
    fit_name(full, text, columns);
}

void report_step_name(const struct report_step *step, char text[REPORT_NAME],
                      size_t columns)
{
    char unknown[] = "not known", no_file[] = "code in no file";

    if (!step)
        fit_name(unknown, text, columns);
    else if (step->script || (step->module && step->level.file))
        name_line(&step->level, text, columns);
    else if (!step->module)
        fit_name(no_file, text, columns);
    else
        name_address(step, text, columns);
}
