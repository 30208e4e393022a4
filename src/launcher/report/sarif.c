/* SPDX-License-Identifier: ISC */
/* The sections are those of "Static Analysis Results Interchange Format (SARIF) Version
 * 2.1.0", OASIS Standard, 27 March 2020. */
#include "config.h"

#include "sarif.h"

#include "fingerprint.h"
#include "json_text.h"
#include "location.h"
#include "owner.h"
#include "unseen.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the working folder is called in it (3.14.14). */
#define ROOT "%SRCROOT%"

#define SCHEMA                                                                         \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"              \
    "sarif-schema-2.1.0.json"

enum { NOT_LOOKED_AT, INCOMPLETE, NOTIFICATIONS };

static const struct report_rule notifications[NOTIFICATIONS] = {
    [NOT_LOOKED_AT] = {"NRA2001", "ProgramNotLookedAt",
                       "A program of the run was not looked at", "", true},
    [INCOMPLETE] = {"NRA2002", "ReportIncomplete",
                    "Not all of the run is in the report", "", true},
};

/* Adds VALUE to OBJECT as KEY. */
static void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static json_t *message(const char *text)
{
    return json_pack("{so}", "text", json_text_or_null(text));
}

/* 3.4: a path below the working folder is relative to that. */
static json_t *artifact_location(const char *path)
{
    char uri[REPORT_URI];

    report_location_uri(path, uri);
    return *path == '/' ? json_pack("{ss}", "uri", uri)
                        : json_pack("{ss ss}", "uri", uri, "uriBaseId", ROOT);
}

/* Returns the number of PATH in the list ARTIFACTS (3.24), which gets it if need be. */
static json_int_t artifact_index(json_t *artifacts, const char *path)
{
    json_t *wanted = artifact_location(path);
    size_t i = 0, count = json_array_size(artifacts);

    while (
        i < count &&
        !json_equal(json_object_get(json_array_get(artifacts, i), "location"), wanted))
        i++;
    if (i == count)
        json_array_append_new(artifacts, json_pack("{sO s[s]}", "location", wanted,
                                                   "roles", "analysisTarget"));
    json_decref(wanted);
    return (json_int_t)i;
}

/* 3.29.  A module is an artifact, and the place an address in it (3.32).  GitHub shows
 * nothing without a line, so that has one all the same. */
static json_t *physical_location(const struct report_location *location,
                                 json_t *artifacts)
{
    const char *slash = strrchr(location->path, '/');
    json_t *file = artifact_location(location->path);
    json_t *made = json_pack("{sO s{si}}", "artifactLocation", file, "region",
                             "startLine", location->line ? location->line : 1);

    if (!location->line) {
        char name[PATH_MAX + 24];
        snprintf(name, sizeof name, "%s+0x%llx", slash ? slash + 1 : location->path,
                 (unsigned long long)location->offset);
        put(file, "index", json_integer(artifact_index(artifacts, location->path)));
        put(made, "address",
            json_pack("{sI ss so}", "relativeAddress", (json_int_t)location->offset,
                      "kind", "instruction", "fullyQualifiedName",
                      json_text_or_null(name)));
    }
    json_decref(file);
    return made;
}

/* 3.28: where STEP is, which is said to be WHAT.  NULL if that is in no file. */
static json_t *step_location(const struct report_step *step, const char *what,
                             json_t *artifacts)
{
    struct report_location location;

    if (!report_location(step, &location))
        return NULL;
    json_t *made =
        json_pack("{so so}", "physicalLocation",
                  physical_location(&location, artifacts), "message", message(what));
    if (step->level.function)
        put(made, "logicalLocations",
            json_pack("[{so ss}]", "fullyQualifiedName",
                      json_text_or_null(step->level.function), "kind", "function"));
    return made;
}

/* Adds the steps of CHAIN to FLOW (3.38), from the outermost one to where WHAT happens.
 */
static void add_flow(json_t *flow, const struct report_chain *chain, const char *what,
                     json_t *artifacts)
{
    char name[REPORT_NAME], text[REPORT_NAME + 64];

    for (size_t i = chain->steps; i-- > 0;) {
        report_step_name(&chain->step[i], name, 160);
        if (i)
            snprintf(text, sizeof text, "By way of '%s'.", name);
        else
            snprintf(text, sizeof text, "%s: '%s'.", what, name);
        json_t *location = step_location(&chain->step[i], text, artifacts);
        if (location)
            json_array_append_new(
                flow, json_pack("{so si ss}", "location", location, "nestingLevel",
                                (int)(chain->steps - 1 - i), "importance",
                                i ? "important" : "essential"));
    }
}

static json_t *code_flow(const struct report_group *group, json_t *artifacts)
{
    char set[64], used[64];
    json_t *flow = json_array();

    snprintf(set, sizeof set, "%s is set", report_flags_name(group->key->flags));
    snprintf(used, sizeof used, "%s is called", report_call_name(group->key->call));
    add_flow(flow, group->member->setter, set, artifacts);
    add_flow(flow, group->member->caller, used, artifacts);
    return flow;
}

/* Where the flag was set; if that is not known, where the socket was used, else
 * anything that a reader can open: GitHub takes no result without a file. */
static json_t *main_location(const struct report_group *group, json_t *artifacts)
{
    const struct report_step *setter = report_chain_inner(group->member->setter);
    const struct report_step *caller = report_chain_inner(group->member->caller);
    json_t *made = step_location(setter, "The flag is set here.", artifacts);

    if (!made)
        made = step_location(caller,
                             "The socket is used here; where the flag was set "
                             "is not known.",
                             artifacts);
    return made ? made
                : json_pack("{s{so s{si}}}", "physicalLocation", "artifactLocation",
                            artifact_location("not-known"), "region", "startLine", 1);
}

static const char *level(bool is_warning)
{
    return is_warning ? "warning" : "note";
}

/* 3.35 */
static json_t *suppression(const struct suppression *line)
{
    char path[PATH_MAX];

    char *whole = realpath(line->file, NULL); /* without ".." */
    const char *file = whole ? whole : line->file;
    report_location_path(file, strlen(file), path);
    free(whole);
    return json_pack("[{ss s{s{so s{si}}}}]", "kind", "external", "location",
                     "physicalLocation", "artifactLocation", artifact_location(path),
                     "region", "startLine", (int)line->line);
}

/* Adds PART of who ran PROGRAM to LIST, once. */
static void add_owner(json_t *list, const struct report_program *program,
                      enum report_owner part)
{
    size_t length, i = 0, count = json_array_size(list);
    const char *text = report_owner(program, part, &length);
    json_t *value = text ? json_text(text, length) : NULL;

    while (value && i < count && !json_equal(json_array_get(list, i), value))
        i++;
    if (value && i == count)
        json_array_append(list, value);
    json_decref(value);
}

/* 3.8: who ran the programs of PAIR, as far as it is known. */
static json_t *properties(const struct report_pair *pair)
{
    static const struct {
        const char *key;
        enum report_owner part;
    } lists[] = {{"users", OWNER_USER},
                 {"userNames", OWNER_NAME},
                 {"cgroups", OWNER_CGROUP},
                 {"units", OWNER_UNIT},
                 {"containers", OWNER_CONTAINER}};
    json_t *made = json_object();

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        json_t *list = json_array();
        for (size_t group = 0; group < pair->groups; group++)
            for (size_t j = 0; j < pair->group[group]->members; j++)
                add_owner(list, pair->group[group]->member[j].program, lists[i].part);
        if (json_array_size(list))
            json_object_set(made, lists[i].key, list);
        json_decref(list);
    }
    return made;
}

/* 3.27 */
static json_t *result(const struct report_pair *pair,
                      const struct report_fingerprint *fingerprint, json_t *artifacts)
{
    char text[REPORT_PAIR], print[48];
    const struct report_group *group = *pair->group;
    json_t *flow = code_flow(group, artifacts);

    report_pair_text(pair, text);
    snprintf(print, sizeof print, "%016llx:%zu", (unsigned long long)fingerprint->hash,
             fingerprint->ordinal);
    json_t *made =
        json_pack("{ss si ss so s[o] sI s{ss}}", "ruleId", pair->rule->id, "ruleIndex",
                  (int)(pair->rule - report_rules), "level",
                  level(report_pair_is_client(pair)), "message", message(text),
                  "locations", main_location(group, artifacts), "occurrenceCount",
                  (json_int_t)(pair->count < INT32_MAX ? pair->count : INT32_MAX),
                  "partialFingerprints", "noreuseaddrPlaces/v1", print);
    if (group->member->suppressed)
        put(made, "suppressions", suppression(group->member->suppressed));
    json_t *owners = properties(pair);
    if (json_object_size(owners))
        json_object_set(made, "properties", owners);
    json_decref(owners);
    if (json_array_size(flow))
        put(made, "codeFlows",
            json_pack("[{s[{sO}]}]", "threadFlows", "locations", flow));
    json_decref(flow);
    return made;
}

static json_t *results(const struct report_findings *findings, json_t *artifacts)
{
    const struct report_pairs *pairs = findings->pairs;
    struct report_fingerprint *fingerprints = report_fingerprints(pairs);
    json_t *list = fingerprints ? json_array() : NULL;

    for (size_t i = 0; list && i < pairs->pairs; i++)
        if (json_array_append_new(
                list, result(&pairs->pair[i], &fingerprints[i], artifacts))) {
            json_decref(list);
            list = NULL;
        }
    free(fingerprints);
    return list;
}

/* 3.49 */
static json_t *descriptor(const struct report_rule *rule)
{
    char sentence[256];

    snprintf(sentence, sizeof sentence, "%s.", rule->title);
    json_t *made = json_pack("{ss ss so s{ss}}", "id", rule->id, "name", rule->name,
                             "shortDescription", message(sentence),
                             "defaultConfiguration", "level", level(rule->is_warning));
    const char *help = *rule->help ? rule->help : sentence;
    put(made, "fullDescription", message(help));
    put(made, "help", message(help));
    put(made, "helpUri",
        json_string(*rule->help ? PACKAGE_URL "docs/audit.md#what-the-rows-say"
                                : PACKAGE_URL "docs/audit.md#what-it-does-not-see"));
    return made;
}

static json_t *descriptors(const struct report_rule *rule, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, descriptor(&rule[i]));
    return list;
}

/* 3.58 */
static json_t *notification(int which, const char *text)
{
    return json_pack("{s{ss si} ss so}", "descriptor", "id", notifications[which].id,
                     "index", which, "level", "warning", "message", message(text));
}

static void add_unseen(json_t *list, const struct report_unseen *unseen)
{
    char path[PATH_MAX];
    size_t size = strlen(unseen->path) + strlen(unseen->why) + 128;
    char *text = malloc(size);

    if (!text)
        return;
    snprintf(text, size, "'%s' was not looked at, %llu time%s: it %s.", unseen->path,
             unseen->count, unseen->count == 1 ? "" : "s", unseen->why);
    json_t *made = notification(NOT_LOOKED_AT, text);
    report_location_path(unseen->path, strlen(unseen->path), path);
    if (*path)
        put(made, "locations",
            json_pack("[{s{so}}]", "physicalLocation", "artifactLocation",
                      artifact_location(path)));
    json_array_append_new(list, made);
    free(text);
}

/* 3.20 */
static json_t *invocation(const struct report *report)
{
    char folder[PATH_MAX], uri[REPORT_URI];
    json_t *list = json_array();
    bool complete = report->processes && !report_unknown(report);

    for (size_t i = 0; i < report->unseen_programs; i++)
        add_unseen(list, &report->unseen[i]);
    if (!complete)
        json_array_append_new(
            list, notification(INCOMPLETE, report->processes
                                               ? "Rows of the report were lost."
                                               : "No process recorded anything."));
    if (report->lost_execs)
        json_array_append_new(
            list, notification(INCOMPLETE, "Of some programs that were started it is "
                                           "not known whether they were looked at."));
    json_t *made = json_pack("{sb so}", "executionSuccessful", (int)complete,
                             "toolExecutionNotifications", list);
    if (getcwd(folder, sizeof folder)) {
        report_location_uri(folder, uri);
        put(made, "workingDirectory", json_pack("{ss}", "uri", uri));
    }
    return made;
}

static json_t *uri_bases(void)
{
    char folder[PATH_MAX], uri[REPORT_URI];

    if (!getcwd(folder, sizeof folder - 1))
        return json_object();
    if (folder[strlen(folder) - 1] != '/')
        strcat(folder, "/"); /* NOLINT: there is room */
    report_location_uri(folder, uri);
    return json_pack("{s{ss}}", ROOT, "uri", uri);
}

/* 3.19 */
static json_t *tool(void)
{
    return json_pack("{s{ss ss ss ss so so}}", "driver", "name", PACKAGE_NAME,
                     "version", PACKAGE_VERSION, "semanticVersion", PACKAGE_VERSION,
                     "informationUri", PACKAGE_URL, "rules",
                     descriptors(report_rules, REPORT_RULES), "notifications",
                     descriptors(notifications, NOTIFICATIONS));
}

bool report_sarif_print(FILE *to, const struct report_findings *findings)
{
    json_t *artifacts = json_array();
    json_t *list = results(findings, artifacts);
    json_t *log = NULL;

    if (list)
        log = json_pack("{ss ss s[{so so s[o] so so ss}]}", "$schema", SCHEMA,
                        "version", "2.1.0", "runs", "tool", tool(),
                        "originalUriBaseIds", uri_bases(), "invocations",
                        invocation(findings->report), "artifacts", artifacts, "results",
                        list, "columnKind", "utf16CodeUnits");
    else
        json_decref(artifacts);
    return json_write(to, log, "sarif", false);
}
