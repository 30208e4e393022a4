#!/bin/sh
# SPDX-License-Identifier: ISC
# Every option, and every mistake that can be made with one.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
# What the command sees of the settings.
# shellcheck disable=SC2016
seen='echo "${NOREUSEADDR_OPTIONS-unset}"'

# By way of env, which is dynamic where the shell is static (OpenBSD): --strict would
# refuse that.
settings() { # WORDS OPTION...: the command has the settings WORDS
    words=$1
    shift
    check "$* gives $words" test "$("$NOREUSEADDR" "$@" env sh -c "$seen")" = "$words"
}

grep -q '^#define HAVE_JANSSON 1' "$BUILDDIR/config.h" && has_jansson=yes || has_jansson=no

refused() { # MESSAGE OPTION...: one line that begins so, status 125, nothing is run
    message=$1
    shift
    case "$has_jansson $* " in
    "no "*"--json "*)
        skip "$* is refused" "this build has no jansson"
        return
        ;;
    esac
    "$NOREUSEADDR" "$@" > out 2> err
    status=$?
    lines=$(($(wc -l < err)))
    case $status:$lines:$(cat err) in
    "125:1:noreuseaddr: $message"*)
        check "$* is refused and says $message" test ! -s out
        ;;
    *) fail "$* is refused" "status $status" "$(cat err)" ;;
    esac
}

settings unset
settings unset --
settings unset --mode=strip --bound=keep --reuseport=clear --inherited=no
settings mode=restore --mode=restore
settings mode=restore --mode restore
settings mode=off --mode=off
settings mode=off --mode=restore --mode=off
settings bound=strip --bound=strip
settings reuseport=keep --reuseport=keep
settings inherited=yes --inherited
settings inherited=yes --inherited=yes
settings unset --inherited --inherited=no
settings mode=restore,bound=strip,reuseport=keep,inherited=yes \
    --inherited --reuseport=keep --bound=strip --mode=restore
settings mode=off --mo=off
settings unset --strict

NOREUSEADDR_OPTIONS=mode=off,bound=strip
export NOREUSEADDR_OPTIONS
settings mode=off,bound=strip
settings mode=restore,bound=strip --mode=restore
settings bound=strip --mode=strip
settings unset --mode=strip --bound=keep
check "--print-env undoes a setting of the environment" \
    test "$("$NOREUSEADDR" --mode=strip --bound=keep --print-env | sed -n 2p)" = \
    NOREUSEADDR_OPTIONS=
NOREUSEADDR_OPTIONS=report=/nowhere/r,mode=off
settings bound=strip,report=/nowhere/r --mode=strip --bound=strip
settings mode=off,report=/nowhere/r
NOREUSEADDR_OPTIONS=report=r # for programs in other directories
settings "report=$(pwd -P)/r"
NOREUSEADDR_OPTIONS=bound=strip,mode=wrong
refused "NOREUSEADDR_OPTIONS: mode=wrong: no such value" touch ran
NOREUSEADDR_OPTIONS=colour=red
refused "NOREUSEADDR_OPTIONS: colour=red: no such setting" touch ran
NOREUSEADDR_OPTIONS=report=
refused "NOREUSEADDR_OPTIONS: report=: no file named" touch ran
check "--help does not mind a bad environment" "$NOREUSEADDR" --help
unset NOREUSEADDR_OPTIONS

refused "--mode=wrong: no such value" --mode=wrong touch ran
refused "--mode=: no such value" --mode= touch ran
refused "--mode=strip,bound=strip: no such value" --mode=strip,bound=strip touch ran
refused "--bound=clear: no such value" --bound=clear touch ran
refused "--reuseport=strip: no such value" --reuseport=strip touch ran
refused "--inherited=maybe: no such value" --inherited=maybe touch ran
refused "" --mode
refused "" --wrong touch ran
refused "" -x touch ran
refused "" --re=keep touch ran
refused "" --strict=yes touch ran
report="--format, --json, --suppressions, --quiet, --verbose, --color, --debuginfod and --error-exitcode: only with"
for option in --format=text --json --quiet --verbose --color=always --debuginfod --error-exitcode=3; do
    refused "$report" $option --check
    refused "$report" $option --report=ran --print-env
done
refused "$report" --json touch ran
refused "$report" --quiet --strict touch ran
for number in 0 256 -1 +1 3x x "" 99999999999999999999; do
    refused "--error-exitcode=$number: not a number" --error-exitcode="$number" touch ran
done
refused "" --error-exitcode
for word in maybe "" Always; do
    refused "--color=$word: neither auto, always nor never" --color=$word --audit touch ran
done
for number in 0 3601 -1 x ""; do
    refused "--debuginfod=$number: not a number from 1 to 3600" --debuginfod="$number" \
        --audit touch ran
done
refused "--report=: no file named" --report= touch ran
refused "--report=a,mode=off: a report's name can't" --report=a,mode=off touch ran
refused "$dir/" --report="$(printf '%04096d' 0)" touch ran
mkdir a,b
check "nor may the directory's name hold a comma" sh -c '
    cd a,b && "$NOREUSEADDR" --report=ran touch ran 2> err; test "$?:$(($(wc -l < err)))" = 125:1'
refused "--mode=off: there is nothing to report" --report --mode=off touch ran
refused "--mode=off: there is nothing to report" --audit --mode=off touch ran
refused "--mode=off: there is nothing to report" --error-exitcode=1 --mode=off touch ran
refused "--audit and --report: only with" --audit --check
refused "--audit and --report: only with" --report --demo
refused "--audit and --report: only with" --report=ran --show ran
refused "--audit and --report: only with" --audit --system=status
refused "--print-env: which file" --print-env --audit
refused "--print-env: which file" --report --print-env
refused "--follow: only with --show" --follow touch ran
refused "--follow: only with --show" --follow --audit touch ran
refused "--follow: only as text or JSON" --show ran --follow --format=text:ran
refused "--follow: only as text or JSON" --show ran --follow --format=text --json
refused "--format=: no such format" --format= --audit touch ran
refused "--format=tex: no such format" --format=tex --audit touch ran
refused "--format=text,json: no such format" --format=text,json --audit touch ran
refused "--format=text:: no file named" --format=text: --audit touch ran
refused "" --format
refused "" --audit=yes touch ran
refused "" --show
refused "no command"
refused "no command" --
refused "no command" --strict --mode=off
alone="--check, --print-env, --show, --system and --demo exclude one another"
refused "$alone" --check --print-env
refused "$alone" --demo --check
refused "$alone" --system=status --print-env
refused "$alone" --show ran --check
for action in --print-env --demo --system=status --show=ran; do
    refused "true: --print-env, --show, --system and --demo take no command" $action true
done
refused "--print-env=fish: no such form" --print-env=fish
refused "--print-env=: no such form" --print-env=
refused "--system=on: neither enable, disable nor status" --system=on
refused "" --system
check "nothing was run by what was refused" test ! -e ran

check "options end at the command" \
    test "$("$NOREUSEADDR" echo --mode=wrong)" = --mode=wrong
check "-- ends the options" test "$("$NOREUSEADDR" -- echo --)" = --

"$NOREUSEADDR" --help > help 2> err
check "--help succeeds" test "$?:$(($(wc -l < err)))" = 0:0
check "--help fits 80 columns" test -z "$(awk 'length > 80' help)"
check "--version" test "$("$NOREUSEADDR" --version)" = \
    "noreuseaddr $(sed -n 's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' "$BUILDDIR/config.h")"

for action in --help --version --print-env --check; do
    if [ -c /dev/full ]; then
        "$NOREUSEADDR" $action > /dev/full 2> err
        check "$action to a full disk fails" test "$?:$(($(wc -l < err)))" = 125:1
    else
        skip "$action to a full disk fails" "no /dev/full"
    fi
    "$NOREUSEADDR" $action >&- 2> err
    check "$action to a closed descriptor fails" test "$?:$(($(wc -l < err)))" = 125:1
done

done_testing
