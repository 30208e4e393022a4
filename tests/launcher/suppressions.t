#!/bin/sh
# SPDX-License-Identifier: ISC
# What is known is not counted: files of suppressions.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

client=$BUILDDIR/tests/launcher/client
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
FLAGGED=1
export FLAGGED

ends() { # NAME STATUS OPTION...: of an audit of the client
    tap_name=$1
    wanted=$2
    shift 2
    "$NOREUSEADDR" --audit --error-exitcode=3 "$@" "$client" > out 2> err
    got=$?
    if [ $got = "$wanted" ]; then
        pass "$tap_name"
    else
        fail "$tap_name" "ends with $got" "$(cat err)"
    fi
}

ends "without suppressions it is found" 3
suppresses() { # LINE
    printf '# known\n\n  %s \r\n' "$1" > known
    ends "'$1' suppresses it" 0 --suppressions=known
}
suppresses "program:client"
suppresses "program:*/tests/launcher/c*"
suppresses "module:client"
suppresses "module: *client"
if "$NOREUSEADDR" --check > out 2>&1 && "$NOREUSEADDR" --audit "$client" 2>&1 | grep -q turn_on; then
    suppresses "function:turn_on"
    suppresses "function:[st]urn*"
fi
check "it is shown as suppressed" grep -q '^Suppressed, and not counted:' err
check "the first line says so" sh -c 'tr "\n" " " < err |
    grep -q "^no other client socket .*; 1 client is suppressed"'
check "it is nothing to change" sh -c '! grep -q "^What to change" err'
for line in program:other program:lient module:/client function:main2 script:client; do
    echo "$line" > known
    ends "'$line' does not suppress it" 3 --suppressions=known
    check "what matched nothing is named" grep -q \
        "^noreuseaddr: known:1: $line matched nothing" err
done
printf 'program:client\nprogram:other\n' > known
ends "a line that matched nothing is no failure" 0 --suppressions=known
ends "but with --strict" 3 --suppressions=known --strict
check "the status is 125 without --error-exitcode" sh -c '
    "$NOREUSEADDR" --audit --strict --suppressions=known "$0" > out 2>&1; test $? = 125' "$client"

printf 'program:client\n' > .noreuseaddr-suppressions
ends "the file in the working folder is read" 0
ends "unless that is not wanted" 3 --no-default-suppressions
"$NOREUSEADDR" --report=report "$client" > out 2> err
check "--show reads it, too" "$NOREUSEADDR" --show report --error-exitcode=3
printf 'program:other\n' > known
ends "several files count together" 0 --suppressions=known
ends "a run that adds to a report" 0 --report=report
rm .noreuseaddr-suppressions
cp report again
ends "what was there before does not count" 3 --report=again
if built_with HAVE_JANSSON && command -v jq > /dev/null; then
    echo program:client > known
    check "JSON has it" test "$("$NOREUSEADDR" --json --show report --suppressions=known |
        jq -r '"\(.clients) \(.suppressed) \(.rows[0].suppressed)"')" = "0 2 known:1"
    check "SARIF has it as suppressed" test "$("$NOREUSEADDR" --format=sarif --show report \
        --suppressions=known | jq -r '.runs[0].results[0].suppressions[0] | .kind + " " +
        (.location.physicalLocation | "\(.artifactLocation.uri):\(.region.startLine)")')" = \
        "external known:1"
else
    skip "JSON and SARIF" "jq is not installed"
fi
echo program:client > known
for format in github markdown; do
    "$NOREUSEADDR" --format=$format --show report --suppressions=known > out 2> err
    check "$format says that it is suppressed" grep -q "suppressed" out
    check "and has no warning" sh -c '! grep -q -e ::warning -e "<details>" out'
done

# Lines are made that suppress just that.
"$NOREUSEADDR" --show report --gen-suppressions > made 2> err
check "--gen-suppressions makes a line" test "$(grep -vc '^#' made)" = 1
check "with what was found as a comment" grep -q '^# .*client (tcp4' made
ends "which suppresses it" 0 --suppressions=made
"$NOREUSEADDR" --show report --gen-suppressions --suppressions=made > rest 2> err
check "and then no line is made" test ! -s rest
mkdir 'a*[b'
cp "$client" 'a*[b/ [x\y'
strip 'a*[b/ [x\y' 2> err
"$NOREUSEADDR" --report=odd --gen-suppressions 'a*[b/ [x\y' > out 2> made
check "names with special characters are escaped" test \
    "$("$NOREUSEADDR" --show odd --suppressions=made --gen-suppressions)" = ""

refused() { # MESSAGE LINES...: the last line is at fault; an @ becomes a NUL byte
    message=$1
    shift
    printf '%s\n' "$@" | tr @ '\000' > wrong
    "$NOREUSEADDR" --audit --suppressions=wrong touch ran > out 2> err
    check "refused: $*" test "$?:$(cat err)" = "125:noreuseaddr: wrong:$#: $message"
}
no_kind="not program:, module:, function: or script: and a pattern"
refused "$no_kind" client
refused "$no_kind" program:a '# b' race:c
refused "$no_kind" :a
refused "no pattern" 'program:  '
# shellcheck disable=SC1003
refused "the pattern ends in a backslash" 'program:a\'
refused "a NUL byte" program:a function:a@b
check "a file that is missing is named" sh -c '
    "$NOREUSEADDR" --audit --suppressions=nothing touch ran 2> err
    test "$?:$(cat err)" = "125:noreuseaddr: nothing: No such file or directory"'
mkdir .noreuseaddr-suppressions
check "and what can't be read" sh -c '
    "$NOREUSEADDR" --audit touch ran 2> err; test "$?:$(($(wc -l < err)))" = 125:1'
check "nothing was run" test ! -e ran
check "without a report nobody reads it" "$NOREUSEADDR" true
check "the options need a report" sh -c '
    "$NOREUSEADDR" --no-default-suppressions true 2> err; test $? = 125'
done_testing
