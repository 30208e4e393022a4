/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "report_options.h"

#include "message.h"

bool report_options_are_for_a_run(const struct request *request)
{
    return request->action == ACTION_RUN ||
           (request->action == ACTION_CGROUP && request->reported);
}

bool report_options_fit(const struct request *request)
{
    const struct wish *wish = &request->wish;
    bool run = report_options_are_for_a_run(request),
         shown = request->action == ACTION_SHOW;
    bool wished = wish->outputs.count || wish->suppresses || wish->no_default ||
                  wish->quiet || wish->verbose || wish->debuginfod || wish->color ||
                  wish->error_exitcode;

    if (wish->follow && !shown)
        complain("--follow: only with --show");
    else if (wish->issue &&
             (!shown || wish->follow || wish->outputs.count || wish->quiet))
        complain(
            "--issue: only with --show, and not with --follow, --format or --quiet");
    else if (request->reported && !run && request->action != ACTION_PRINT_ENV)
        complain("--audit and --report: only with a command, --cgroup or --print-env");
    else if (wished && !shown && !(request->reported && run))
        complain("--format, --json, --suppressions, --quiet, --verbose, --color, "
                 "--debuginfod and "
                 "--error-exitcode: only "
                 "with a report of a command (--audit, --report) or --show");
    else if (request->reported && request->action == ACTION_PRINT_ENV &&
             !request->options.report)
        complain("--print-env: which file is to be the report? (--report=FILE)");
    else if (request->reported && request->options.mode == MODE_OFF)
        complain("--mode=off: there is nothing to report");
    else if (wish->follow && !report_output_can_follow(&wish->outputs))
        complain("--follow: only as text or JSON, and in no file");
    else
        return true;
    return false;
}

bool report_options_read(struct request *request)
{
    bool shown = request->action == ACTION_SHOW ||
                 (report_options_are_for_a_run(request) && request->reported);

    return !shown || request->wish.no_default ||
           suppressions_read(&request->wish.suppressions, ".noreuseaddr-suppressions",
                             true);
}
