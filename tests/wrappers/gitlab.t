#!/bin/sh
# SPDX-License-Identifier: ISC
# The scripts of the template for GitLab, as they stand in it: what they write has all that GitLab
# wants of a code quality report.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need jq
built_with HAVE_JANSSON || skip_all "this build has no jansson"

block() { # KEY: the block below it
    awk -v key="  $1:" '
        $0 == key { here = 1; next }
        here && /^  [^ ]/ { exit }
        here && sub(/^      /, "")' "$srcdir/.gitlab/noreuseaddr.yml"
}

holds() { # FILTER
    cat gl-code-quality.json
    jq -e "$1" gl-code-quality.json > /dev/null
}

built "${CC:-cc}" -g -DFLAGGED -o flagged client.c
built "${CC:-cc}" -g -o plain client.c
block script > script.sh
block after_script > after.sh
CI_PROJECT_DIR=$PWD NOREUSEADDR_STATUS=3 NOREUSEADDR_RUN=./flagged
export CI_PROJECT_DIR NOREUSEADDR_STATUS NOREUSEADDR_RUN
sh script.sh > out 2>&1
check "the job fails" test $? -eq 3
check "what comes after it runs" sh after.sh
check "there is one finding" holds 'length == 1'
check "it has what GitLab wants" holds '.[0] | (.description | test("SO_REUSEADDR")) and
    (.check_name | type) == "string" and (.fingerprint | length) > 8 and
    (.severity | IN("info", "minor", "major", "critical", "blocker"))'
if built_with HAVE_LIBDW; then
    check "its place is in the project" holds ".[0].location == {path: \"client.c\",
        lines: {begin: $(grep -n 'SO_REUSEADDR, &on, sizeof on' client.c | head -n 1 | cut -d : -f 1)}}"
    sed 's/^int main/\n\n&/' client.c > moved.c && mv moved.c client.c
    jq -r '.[0].fingerprint' gl-code-quality.json > before
    built "${CC:-cc}" -g -DFLAGGED -o flagged client.c
    rm noreuseaddr.report
    sh script.sh > out 2>&1
    check "the lines move" sh after.sh
    check "but the fingerprint stays" test "$(jq -r '.[0].fingerprint' gl-code-quality.json)" = \
        "$(cat before)"
fi
rm noreuseaddr.report
NOREUSEADDR_RUN=./plain
check "a job without a finding succeeds" sh script.sh
check "and what comes after it" sh after.sh
check "has none" holds '. == []'
done_testing
