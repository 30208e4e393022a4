#!/bin/sh
# SPDX-License-Identifier: ISC
# The steps of the action for GitHub that run noreuseaddr, as they stand in it, with the variables
# that GitHub gives them.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need bash jq
"$NOREUSEADDR" --help | grep -q sarif || skip_all "this noreuseaddr writes no SARIF"

step() { # NAME: its script
    awk -v name="    - name: $1" '
        $0 == name { here = 1; next }
        here && /^    - / { exit }
        here && sub(/^        /, "") && script { print }
        here && /^      run: / { script = 1 }' "$srcdir/action.yml" > "$1.bash"
    bash --noprofile --norc -eo pipefail "$1.bash" > "$1.out" 2>&1
}

built "${CC:-cc}" -g -DFLAGGED -o flagged client.c
built "${CC:-cc}" -g -o plain client.c
RUNNER_TEMP=$work GITHUB_STEP_SUMMARY=$work/summary GITHUB_WORKSPACE=$PWD
STATUS=1 SUPPRESSIONS='' SARIF=found.sarif RUN='./plain
./flagged'
export RUNNER_TEMP GITHUB_STEP_SUMMARY GITHUB_WORKSPACE STATUS SUPPRESSIONS SARIF RUN
step audit
check "the step fails" test $? -eq 1
check "the log has the report" says '^1 client socket carried' audit.out
check "so has the summary" says 'SO_REUSEADDR' "$GITHUB_STEP_SUMMARY"
check "there is SARIF with one result" \
    jq -e '.version == "2.1.0" and (.runs[0].results | length) == 1' found.sarif
check "what comes after it runs" step annotate
check "and says so in the log" says '^::warning .*file=client.c' annotate.out
rm "$work/noreuseaddr.report"
STATUS=0
check "with the status 0 it succeeds" step audit
rm "$work/noreuseaddr.report"
STATUS=1 RUN=./plain
check "and without a finding" step audit
check "whose SARIF is empty" jq -e '.runs[0].results == []' found.sarif
rm "$work/noreuseaddr.report"
RUN='false
./plain'
step audit
check "a script fails with its first command that does" test $? -eq 1
done_testing
