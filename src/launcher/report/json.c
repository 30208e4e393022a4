/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "json.h"

#include "command.h"
#include "json_text.h"
#include "owner.h"
#include "unseen.h"
#include "words.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <time.h>

/* Of what docs/report-format.md describes.  A member that is added leaves it as it is.
 */
enum { SCHEMA_VERSION = 2 };

static json_t *hex(uint64_t number)
{
    return json_sprintf("0x%llx", (unsigned long long)number);
}

static json_t *build_id(const struct report_module *module)
{
    char digits[2 * sizeof module->build_id + 1] = "";

    if (!module->build_id_length)
        return json_null();
    for (size_t i = 0; i < module->build_id_length; i++)
        snprintf(digits + 2 * i, 3, "%02x", module->build_id[i]);
    return json_string(digits);
}

static json_t *frame(const struct report_step *step)
{
    const struct report_level *level = &step->level;
    const struct report_module *module = step->module;

    return json_pack(
        "{sb so so so so so so so sb so}", "script", step->script != NULL, "module",
        module ? json_text(module->path, module->path_length) : json_null(), "build_id",
        module ? build_id(module) : json_null(), "offset",
        module ? hex(step->offset) : json_null(), "function",
        json_text_or_null(level->function), "mangled",
        json_text_or_null(level->mangled), "file", json_text_or_null(level->file),
        "line", level->line ? json_integer(level->line) : json_null(), "inlined",
        (int)level->inlined, "note", json_text_or_null(level->note));
}

static json_t *frames(const struct report_chain *chain)
{
    json_t *list = json_array();

    for (size_t i = 0; i < chain->steps; i++)
        json_array_append_new(list, frame(&chain->step[i]));
    return list;
}

static json_t *owner_part(const struct report_program *program, enum report_owner part)
{
    size_t length;
    const char *text = report_owner(program, part, &length);

    return text ? json_text(text, length) : json_null();
}

/* Who ran PROGRAM. */
static json_t *owner(const struct report_program *program)
{
    size_t length;
    const char *user = report_owner(program, OWNER_USER, &length);
    char digits[16];

    if (!user)
        return json_null();
    snprintf(digits, sizeof digits, "%.*s", (int)length, user);
    return json_pack("{sI so so so so}", "user", (json_int_t)strtoul(digits, NULL, 10),
                     "name", owner_part(program, OWNER_NAME), "cgroup",
                     owner_part(program, OWNER_CGROUP), "unit",
                     owner_part(program, OWNER_UNIT), "container",
                     owner_part(program, OWNER_CONTAINER));
}

static json_t *program(const struct report_program *program)
{
    size_t length;
    const char *word;
    json_t *arguments = json_array();

    if (!program) {
        json_decref(arguments);
        return json_null();
    }
    for (size_t i = 0; (word = report_command_argument(program, i, &length)); i++)
        json_array_append_new(arguments, json_text(word, length));
    word = report_command_path(program, &length);
    return json_pack("{so so sb so}", "path", json_text(word, length), "arguments",
                     arguments, "cut", (int)program->is_cut, "owner", owner(program));
}

static json_t *moment(const struct report_moment *moment, unsigned family)
{
    char when[64] = "", host[REPORT_PEER];
    time_t seconds = (time_t)moment->time;
    struct tm utc;

    if (moment->time && gmtime_r(&seconds, &utc))
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_pack(
        "{so so so}", "time", *when ? json_string(when) : json_null(), "host",
        report_host(moment, family, host) ? json_string(host) : json_null(), "port",
        moment->has_port ? json_integer(moment->port) : json_null());
}

static json_t *flags(unsigned flags)
{
    json_t *list = json_array();

    if (flags & REPORT_REUSEADDR)
        json_array_append_new(list, json_string("SO_REUSEADDR"));
    if (flags & REPORT_REUSEPORT)
        json_array_append_new(list, json_string("SO_REUSEPORT"));
    return list;
}

static json_t *protocol(unsigned number)
{
    const char *name = report_protocol(number);

    if (name)
        return json_string(name);
    return number ? json_sprintf("%u", number) : json_null();
}

static json_t *family(unsigned family)
{
    if (!family)
        return json_null();
    return json_string(family == REPORT_IPV4 ? "ipv4" : "ipv6");
}

/* Where the line is that suppresses KEY's row: FILE:LINE. */
static json_t *suppressed(const struct report_findings *findings,
                          const struct report_row_key *key)
{
    char text[PATH_MAX + 16];
    const struct suppression *line = suppressions_find(
        findings->suppressions, findings->report->program[key->program],
        report_chain_inner(report_chain(findings->chains, key->setter)),
        report_chain_inner(report_chain(findings->chains, key->caller)));

    if (!line)
        return json_null();
    snprintf(text, sizeof text, "%s:%u", line->file, line->line);
    return json_text_or_null(text);
}

static json_t *row(const struct report_findings *findings, const struct report_sum *sum)
{
    const struct report *report = findings->report;
    const struct report_chains *chains = findings->chains;
    static const char *const verdict[] = {
        "", "client", "protect", "kept-port", "kept-connected", "kept-setting"};
    static const char *const action[] = {"", "left", "cleared", "put-back"};
    static const char *const port[] = {"", "none", "own", "any", "failed-call"};
    const struct report_row_key *key = &sum->key;

    return json_pack(
        "{sI sI ss ss ss ss so so so so so sb so so so so}", "count",
        (json_int_t)sum->count, "listened", (json_int_t)sum->listened, "verdict",
        verdict[key->verdict], "action", action[key->action], "call",
        report_call_name(key->call), "port", port[key->port], "flags",
        flags(key->flags), "family", family(key->family), "protocol",
        protocol(key->protocol), "program", program(report->program[key->program]),
        "setter", frames(report_chain(chains, key->setter)), "set_before",
        (int)key->before, "caller", frames(report_chain(chains, key->caller)), "first",
        moment(&sum->first, key->family), "last", moment(&sum->last, key->family),
        "suppressed", suppressed(findings, key));
}

static json_t *rows(const struct report_findings *findings)
{
    const struct report *report = findings->report;
    json_t *list = json_array();

    for (size_t i = 0; i < report->rows; i++)
        if (json_array_append_new(list, row(findings, &report->row[i]))) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* What was not looked at. */
static json_t *unseen(const struct report *report)
{
    static const char *const reason[] = {"environment", "program", "silent"};
    json_t *list = json_array();

    for (size_t i = 0; i < report->unseen_programs; i++) {
        const struct report_unseen *one = &report->unseen[i];
        json_array_append_new(
            list, json_pack("{so sI ss so}", "path", json_text_or_null(one->path),
                            "count", (json_int_t)one->count, "reason",
                            reason[one->reason], "why", json_text_or_null(one->why)));
    }
    return list;
}

static json_t *whole(const struct report_findings *findings)
{
    const struct report *report = findings->report;

    return json_pack(
        "{ss si sI sI sI sI s{sI sI sI sI sI sI sI} so so}", "format",
        "noreuseaddr report", "version", SCHEMA_VERSION, "clients",
        (json_int_t)findings->clients, "suppressed", (json_int_t)findings->suppressed,
        "flags_set", (json_int_t)report->flags_set, "processes",
        (json_int_t)report->processes, "lost", "rows", (json_int_t)report->lost_rows,
        "places", (json_int_t)report->lost_places, "modules",
        (json_int_t)report->lost_modules, "programs", (json_int_t)report->lost_programs,
        "scripts", (json_int_t)report->lost_scripts, "execs",
        (json_int_t)report->lost_execs, "damaged", (json_int_t)report->damaged, "rows",
        rows(findings), "not_looked_at", unseen(report));
}

bool report_json_print(FILE *to, const struct report_findings *findings,
                       bool in_one_line)
{
    return json_write(to, whole(findings), "json", in_one_line);
}
