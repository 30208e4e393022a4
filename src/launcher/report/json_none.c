/* SPDX-License-Identifier: ISC */
/* For builds without a JSON library. */
#include "config.h"

#include "json.h"

#include "launcher/message.h"

bool report_json_print(FILE *to, const struct report_findings *findings,
                       bool in_one_line)
{
    (void)to;
    (void)findings;
    (void)in_one_line;
    complain("--json: built without jansson, the library for it");
    return false;
}
