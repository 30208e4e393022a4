#!/bin/sh
# SPDX-License-Identifier: ISC
# The report as SARIF: asked with jq, and judged by Microsoft's validator where that is.
# shellcheck source=tests/report/lib.sh
. "${srcdir:-.}/tests/report/lib.sh"

result='.runs[0].results[0]'
place='def place: .physicalLocation | "\(.artifactLocation.uri):\(.region.startLine)";'

ask() { # FILTER: of the log made in the folder $folder
    (cd "${folder:-$srcdir}" && "$NOREUSEADDR" --format=sarif --show "$report") | tee "$work/log" |
        jq -r "$1"
}

# keep NAME: the last log is to be judged.
mkdir "$work/logs"
keep() {
    mv "$work/log" "$work/logs/$1.sarif"
}

record "$audited" clients 3
is "it is SARIF 2.1.0 with one run" "2.1.0 1" '"\(.version) \(.runs | length)"'
is "a result for the pair of places" "1 NRA1001 warning 3" \
    ".runs[0].results | \"\(length) \(.[0] | \"\(.ruleId) \(.level) \(.occurrenceCount)\")\""
is "its rule is the one with that number" NRA1001 \
    ".runs[0] | .tool.driver.rules[.results[0].ruleIndex].id"
is "rules have names, help and where to find more" 0 \
    '[.runs[0].tool.driver.rules[] | select(.name and .shortDescription.text and .help.text
        and (.helpUri | startswith("https://")) | not)] | length'
is "the place is where the flag is set" "tests/report/$(line_of sets audited.c)" \
    "$place $result.locations[0] | place"
is "from the working folder" %SRCROOT% \
    "$result.locations[0].physicalLocation.artifactLocation.uriBaseId"
is "which is named" "file://$(cd "$srcdir" && pwd -P)/" \
    '.runs[0].originalUriBaseIds."%SRCROOT%".uri'
is "the flow goes to both places" \
    "tests/report/$(line_of sets audited.c) tests/report/$(line_of connects audited.c)" \
    "$place [$result.codeFlows[0].threadFlows[0].locations[] |
        select(.importance == \"essential\") | .location | place] | join(\" \")"
is "by way of their callers" true \
    "$place [$result.codeFlows[0].threadFlows[0].locations[].location | place] |
        index(\"tests/report/$(line_of 'asks for it' audited.c)\") != null"
is "functions are logical locations" set_flag \
    "$result.locations[0].logicalLocations[0].fullyQualifiedName"
keep lines
folder=/usr
is "from elsewhere the path is whole" "file://$(cd "$srcdir" && pwd -P)/tests/report/audited.c" \
    "$result.locations[0].physicalLocation.artifactLocation.uri"
is "and relative to nothing" null \
    "$result.locations[0].physicalLocation.artifactLocation.uriBaseId"
keep elsewhere
folder=

record "$audited" any
is "bound to port 0, then connected" "NRA1002 warning" \
    ".runs[0].results[] | select(.ruleId == \"NRA1002\") | \"\(.ruleId) \(.level)\""
record "$audited" datagrams
is "datagrams" "NRA1003 warning" "$result | \"\(.ruleId) \(.level)\""
record "$audited" listens
is "a socket that listened is no result" 0 '.runs[0].results | length'
keep no-results
record "$audited" own
is "nor is a port of the program's own" 0 '.runs[0].results | length'

# Two programs and protocols at one pair of places are one result.
cp "$audited" "$work/other"
record "$audited" clients
record_more "$work/other" clients
is "one result for two programs" "1 2" \
    ".runs[0].results | \"\(length) \(.[0].occurrenceCount)\""
is "which both are named" true "$result.message.text | test(\"audited.*other|other.*audited\")"

# The same source, and the same with a line more before it.
client() { # LINES...: a client, after these
    printf '%s\n' "$@" '#include <netinet/in.h>' '#include <unistd.h>' \
        'static int flag(int fd) { int on = 1; setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, 4);' \
        'return fd; }' 'int main(void) {' \
        'struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(1)};' \
        'connect(flag(socket(AF_INET, SOCK_STREAM, 0)), (void *)&to, sizeof to);' \
        'to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);' \
        'connect(flag(socket(AF_INET, SOCK_STREAM, 0)), (void *)&to, sizeof to); }'
}
folder=$work
prints='[.runs[0].results | sort_by(.locations[0].physicalLocation.region.startLine)[] |
    .partialFingerprints[]] | join(" ")'
build() { # LINES...
    client "$@" > "$work/client.c"
    (cd "$work" && "${CC:-cc}" -g -O0 -o client client.c)
}
if build '' 2> "$work/err"; then
    record "$work/client"
    prints_before=$(ask "$prints")
    is "two places of one function are told apart" 2 \
        '[.runs[0].results[].partialFingerprints[]] | unique | length'
    is "they are in the folder" client.c "$result.locations[0].physicalLocation.artifactLocation.uri"
    build '' '' '/* moved down */'
    record "$work/client"
    is "fingerprints survive a shift of lines" "$prints_before" "$prints"
    is "which has moved the lines" 6 "$result.locations[0].physicalLocation.region.startLine"
    strip "$work/client"
    record "$work/client"
    is "without lines the module is the artifact" "client client 0 client+0x" \
        "$result.locations[0].physicalLocation as \$there | .runs[0].artifacts[0].location.uri as \$file |
        \"\(\$there.artifactLocation.uri) \(\$file) \(\$there.artifactLocation.index) \" +
        (\$there.address.fullyQualifiedName | .[0:9])"
    is "and the offset the address" true "$result.locations[0].physicalLocation.address |
        .fullyQualifiedName == \"client+0x\" + (.relativeAddress | [recurse(if . > 15 then . / 16 | floor else empty end) % 16 |
        \"0123456789abcdef\"[.:. + 1]] | reverse | add)"
    keep module
    mkdir "$work/a b%ü"
    cp "$work/client" "$work/a b%ü"
    record "$work/a b%ü/client"
    is "paths are escaped" a%20b%25%C3%BC/client \
        "$result.locations[0].physicalLocation.artifactLocation.uri"
    keep escaped
else
    skip "a program of one's own" "a C compiler is not installed"
fi

# Who was not looked at, as nothing but the launcher's own run shows.
"$NOREUSEADDR" --audit --report="$report" env -i "$audited" clients 2> "$work/err"
if grep -q 'not looked at' "$work/err"; then
    is "what was not looked at is a notification" "warning NRA2001" \
        '.runs[0].invocations[0].toolExecutionNotifications[] | "\(.level) \(.descriptor.id)"'
    is "with its file" "file://$audited" '.runs[0].invocations[0].toolExecutionNotifications[0]
        .locations[0].physicalLocation.artifactLocation.uri | if startswith("file:") then . else "file://'"$work"'/" + . end'
    keep notification
else
    skip "what was not looked at" "this system does not tell"
fi
: > "$report"
is "a report of nothing did not succeed" "false NRA2002" '.runs[0].invocations[0] |
    "\(.executionSuccessful) \(.toolExecutionNotifications[0].descriptor.id)"'
keep nothing

# Sarif.Multitool is to find neither errors nor warnings, by its own rules and GitHub's.  It
# is an npm package, whose command is a script for node.
# judge FOLDER: what it finds in the logs there.  Without that locale it needs no libicu.
judge() {
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$multitool" validate "$1/*.sarif" \
        --rule-kind 'Sarif;Gh' --level 'Error;Warning' --log ForceOverwrite \
        -o "$work/verdict" > "$work/said" 2>&1 || cat "$work/said"
    jq -r '.runs[] | .results // [], .invocations[].toolExecutionNotifications // [] |
        .[] | "\(.ruleId) \(.message.arguments)\(.message.text)"' "$work/verdict" 2>&1
}
multitool=$(command -v sarif-multitool-linux) &&
    multitool=$(dirname "$(readlink -f "$multitool")")/Sarif.Multitool
if [ -x "$multitool" ]; then
    check "the logs are valid" test -z "$(judge "$work/logs" | tee "$work/found")" ||
        sed 's/^/# /' "$work/found"
    mkdir "$work/wrong"
    jq 'del(.runs[0].results[0].message, .runs[0].tool.driver.version)' \
        "$work/logs/lines.sarif" > "$work/wrong/wrong.sarif"
    check "and a wrong one is not" test -n "$(judge "$work/wrong")"
else
    skip "the logs are valid" "sarif-multitool-linux is not installed"
fi
done_testing
