#!/bin/sh
# SPDX-License-Identifier: ISC
# The formats of a report, and where each goes.  What is recorded is made up by recorder.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

recorder=$BUILDDIR/tests/launcher/recorder
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
built_with HAVE_JANSSON && has_jansson=yes || has_jansson=no

ends() { # NAME STATUS OPTION... COMMAND: out and err have what it says
    tap_name=$1
    wanted=$2
    shift 2
    "$NOREUSEADDR" "$@" > out 2> err
    got=$?
    if [ $got = "$wanted" ]; then
        pass "$tap_name"
    else
        fail "$tap_name" "ends with $got" "$(cat err)"
    fi
}

ends "a text is asked for" 0 --audit --format=text "$recorder" 2
check "and is on standard error" grep -q '^2 client sockets' err
ends "a text in a file" 0 --audit --format=text:file "$recorder" 2
check "is there, without colour" grep -q '^2 client sockets' file
check "and on standard error as ever" grep -q '^2 client sockets' err
ends "with --quiet" 0 --audit --quiet --format=text:file "$recorder" 0
check "nothing is printed" test ! -s err
check "but the file is written anew" grep -q '^no client socket' file
ends "one format twice" 0 --audit --format=text --format=text "$recorder" 1
check "is written once" test "$(grep -c '^1 client socket' err)" = 1
ends "a file with a colon in its name" 0 --audit --format=text:a:b "$recorder" 1
check "is that file" test -s a:b
ends "commands of GitHub" 0 --audit --format=github "$recorder" 2
check "are a line for each pair of places" test "$(grep -c '^::warning ' err)" = 1
ends "Markdown" 0 --audit --format=markdown "$recorder" 2
check "is a table" grep -q '^| 1 | 2 | ' err
ends "all at once" 0 --audit --format=github --format=markdown:summary "$recorder" 2
check "go where they are to go" sh -c 'grep -q "^::" err && grep -q "^| 1 |" summary'
if [ "$has_jansson" = yes ]; then
    ends "text and JSON in a file" 0 --audit --format=json:json "$recorder" 3
    check "are both written" sh -c \
        'grep -q "^3 client sockets" err && grep -q "\"clients\": 3" json'
    ends "JSON and text at once" 0 --audit --json --format=text "$recorder" 3
    check "are one after the other" sh -c \
        'grep -q "\"clients\": 3" err && grep -q "^3 client sockets" err'
    ends "--format=json is --json" 0 --audit --format=json "$recorder" 3
    cp err first
    ends "and --json" 0 --audit --json "$recorder" 3
    check "give the same but for the time" test \
        "$(sed 's/T[0-9:]*Z//' first)" = "$(sed 's/T[0-9:]*Z//' err)"
else
    skip "JSON" "this build has no jansson"
fi

# A program that takes no library: the file is written all the same.
printf 'int main(void) { return 0; }\n' > static.c
if "${CC:-cc}" -static -o static static.c 2> err; then
    rm -f file
    ends "where nothing was recorded" 0 --audit --format=text:file ./static
    check "the file says so" grep -q '^no process recorded anything' file
else
    skip "where nothing was recorded" "a static C library is not installed"
fi

# What can't be written is refused before anything runs, and nothing is made or lost.
ends "a file that can't be made" 125 --audit --format=text:missing/file touch ran
check "is named in one line" test "$(cat err)" = \
    "noreuseaddr: missing/file: No such file or directory"
ends "a directory" 125 --audit --format=text:/ touch ran
echo content > kept
ends "a command that is missing" 127 --audit --format=text:kept --format=text:new ./nothing
check "loses and makes no file" sh -c 'test "$(cat kept)" = content && test ! -e new'
check "nothing was run" test ! -e ran
"$NOREUSEADDR" --report=report "$recorder" 1 2> err
ends "a format for --show" 0 --show report --format=text:file
check "goes to the file and to standard output" sh -c 'cmp file out'
if [ -c /dev/full ]; then
    ends "a full disk" 125 --show report --format=text:/dev/full
    ends "a full disk for a command that failed" 7 --audit --format=text:/dev/full \
        "$recorder" 1 7
else
    skip "a full disk" "no /dev/full"
fi

ends "a bug report" 0 --show report --issue=1
for part in "^# A socket" "^## What happens" "^| Linux |" "^## Evidence" "^    set at" \
    "^- system: " "^## What to change" "^## How to check" "^    noreuseaddr --audit"; do
    check "has $part" grep -q "$part" out
done
ends "of a row that is not there" 125 --show report --issue=2
check "is refused in one line" test "$(($(wc -l < err))):$(($(wc -c < out)))" = 1:0
ends "or without --show" 125 --audit --issue=1 touch ran

done_testing
