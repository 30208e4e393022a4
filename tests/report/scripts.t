#!/bin/sh
# SPDX-License-Identifier: ISC
# The lines of scripts: what the report says of them, and that the scripts run as ever.
. "${srcdir:-.}/tests/report/lib.sh"
cp "$srcdir"/tests/report/scripts/* "$work" || exit 1
cd "$work" || exit 1

audit() { # COMMAND...
    rm -f "$report"
    "$NOREUSEADDR" --audit --report="$report" "$@" 2>"$work/text"
}

# The line that ends in one of these words, in a comment.
line() { # WORDS FILE
    grep -nE "(#|//|,) $1\$|(#|//|,) $1," "$2" | cut -d : -f 1
}

# The script's lines in each row, as setter>caller; "-" is a place in C.  Not of listeners.
lines() {
    ask '.rows[] | select(.verdict != "protect" or .protocol != "tcp") | [(.setter[0], .caller[0]) | if .script then
        "\(.file | split("/") | last):\(.line)" + (if .function then " \(.function)" else "" end)
        else "-" end] | join(">")' | sort -u
}

says() { # NAME ROW...: the script ends well and the report has these rows
    name=$1
    shift
    for row; do
        echo "$row"
    done | sort >"$work/wanted"
    found=$(cat "$work/out")
    if [ "$found" != connected ]; then
        fail "$name" "the script said: $found" "$(cat "$work/text")"
    elif [ "$status" -ne 0 ]; then
        fail "$name" "the script ended with $status" "$(cat "$work/text")"
    elif rows=$(lines | diff "$work/wanted" - 2>&1); then
        pass "$name"
    else
        fail "$name" "$rows"
    fi
}

run() { # CASE: says what it says without the library, too
    # shellcheck disable=SC2086 # two words
    said=$($program $file "$1" 2>&1)
    [ "$said" = connected ] || {
        fail "$file $1 without the library" "$said"
        return
    }
    # shellcheck disable=SC2086
    audit $program $file "$1" >"$work/out" 2>&1
    status=$?
}

# What all languages have in common; functions are written as the language does.
# shellcheck disable=SC2086 # names of files without blanks
common() { # ONE'S-SETTER ONE'S-CALLER OTHER'S
    sets="$file:$(line sets $file)$1" connects="$file:$(line connects $file)$2"
    other="$file:$(line "other sets" $file)$3>$file:$(line "other connects" $file)$3"
    run one
    says "$file: both lines, with their functions" "$sets>$connects"
    check "it: in the text" grep -qE "set at +.*$file:$(line sets $file)[)]?\$" "$work/text"
    check "it: no advice to look for the script" test -z "$(grep 'Look in the script' "$work/text")"
    run other
    says "$file: another place of the same script" "$other"
}

# Each CPython that is there, and those in $PYTHONS: versions differ in their functions.
pythons() {
    for program in /usr/bin/python3 /usr/bin/python3.*[0-9] /usr/local/bin/python3.*[0-9] \
        ${PYTHONS:-}; do
        "$program" -c 'import sys, _socket; sys.exit(sys.version_info < (3, 8))' 2>/dev/null &&
            readlink -f "$program"
    done | sort -u
}

file=lines.py
for program in $(pythons) none; do
    [ "$program" != none ] || {
        [ -n "$(pythons)" ] || skip "python" "CPython 3.8 or later is not installed"
        break
    }
    echo "# $program"
    common ' turn_on' ' reach' ' other'
    run threads
    says "it: eight threads, two places" "$sets>$connects" "$other"
    run library
    says "it: through asyncio" "$sets>$file:$(line "asyncio connects" $file) flagged"
    for case in exception references; do
        run $case
        says "it: $case" "$sets>$connects"
    done
    run foreign
    says "it: a call that is not the interpreter's" "->$connects"
    run forked
    says "it: fork" "$sets>$connects" "$other"
    # Its allocator aborts if what it is to free is another one's.
    check "it: it ends well with -X dev" \
        "$NOREUSEADDR" --audit --report="$report" "$program" -X dev $file one
    run strange
    says "it: names that are no text, and long ones" "$sets>$connects" \
        "$sets>end.py:1"
    check "it: the cut is said" grep -q "too long to be recorded" "$work/text"
    run refused
    says "it: a hook of the script refuses others" "$sets>-"
    python=$program program="$python -X dev -W ignore"
    run one
    says "it: with another allocator" "$sets>$connects"
    program=$python
done

file=lines.pl program=/usr/bin/perl
if ! perl -MConfig -e 'exit !$Config{usethreads}' 2>/dev/null; then
    skip "perl" "perl with threads is not installed"
else
    common ' main::turn_on' ' main::reach' ' main::other'
    run one
    # Debian 13's Perl has no symbol for it: no name is right there, a wrong one nowhere.
    is "perl: connect is not called bind" true \
        '.rows[0].caller[1].function | . == null or . == "Perl_pp_connect"'
    run library
    says "perl: through IO::Socket" \
        "$file:$(line library $file) main::library>$file:$(line library $file) main::library" \
        "$file:$(line nameless $file) main::__ANON__>$file:$(line nameless $file) main::__ANON__"
    run gone
    says "perl: a sub that is gone" "$sets>$connects"
    for case in reading kept destroyed; do
        run $case
        says "perl: $case" "$sets>$connects"
    done
fi

file=lines.rb program=ruby
if ! command -v ruby >/dev/null; then
    skip "ruby" "ruby is not installed"
else
    common ' turn_on' ' reach' ' other'
    run threads
    says "ruby: eight threads, two places" "$sets>$connects" "$other"
    run forked
    says "ruby: fork" "$sets>$connects" "$other"
    run compacting
    check "ruby: while the heap is compacted" test "$(cat "$work/out")" = connected
fi

file=lines.php program=php
if ! command -v php >/dev/null; then
    skip "php" "php is not installed"
else
    common '' '' ''
fi

# A program's own things that have such names.
"$NOREUSEADDR" --audit --report="$report.2" "$BUILDDIR/tests/report/namesakes" 2>"$work/text"
check "a program with things of these names" test $? -eq 0
check "it: nothing was asked" test \
    "$("$NOREUSEADDR" --json --show "$report.2" | jq '[.rows[] | .setter[0], .caller[0] | .script] | any')" = false
done_testing
