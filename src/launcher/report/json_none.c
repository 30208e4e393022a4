/* SPDX-License-Identifier: ISC */
/* For builds without a JSON library. */
#include "config.h"

#include "json.h"

#include "launcher/message.h"
#include "sarif.h"

static bool give_up(const char *format)
{
    complain("--format=%s: built without jansson, the library for it", format);
    return false;
}

bool report_json_print(FILE *to, const struct report_findings *findings,
                       bool in_one_line)
{
    (void)to;
    (void)findings;
    (void)in_one_line;
    return give_up("json");
}

bool report_sarif_print(FILE *to, const struct report_findings *findings)
{
    (void)to;
    (void)findings;
    return give_up("sarif");
}
