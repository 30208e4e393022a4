#!/bin/sh
# SPDX-License-Identifier: ISC
# CPython's own tests without the library, under --audit and under the fix: the same tests
# pass, and the report says what an strace log of the same run says.
#
# make check runs the quick ones; all that matter take some minutes:
#     make check TESTS=tests/report/cpython.t \
#         CPYTHON_TESTS='test_socket test_asyncio test_ftplib test_smtplib'
. "${srcdir:-.}/tests/programs/lib.sh"
python=/usr/bin/python3.11
setup jq "$python"
"$python" -c 'import test.test_socket' 2>/dev/null ||
    skip_all "CPython's tests are not installed"
built_with HAVE_JANSSON || skip_all "this build has no jansson"
here=$(cd "${srcdir:-.}/tests/report" && pwd)
limit=30 # seconds for one test
report=$tmp/report
cd "$tmp" || exit 1 # the tests write files where they are

# How each test ends goes to WAY.results.  One that does not end within the limit ends the
# process: the next process goes on after it.
run() { # WAY COMMAND...
    results=$tmp/$1.results
    shift
    until grep -qsx end "$results"; do
        touch "$results"
        known=$(wc -l <"$results")
        "$@" "$python" -E -s "$here/cpython.py" "$module" "$results" $limit >"$tmp/out" 2>&1
        [ "$(wc -l <"$results")" -gt "$known" ] || return
    done
}

# shellcheck disable=SC2317 # check calls these
runs() {
    grep -qx end "$tmp/plain.results" && grep -q '^ok ' "$tmp/plain.results" &&
        ! grep -F _FailedTest "$tmp/plain.results"
}

endings() { # WAY: how each test ended
    awk '$1 == "begin" { how[$2] = "does-not-end"; next }
        NF == 2 { how[$2] = $1 }
        END { for (test in how) print how[test], test }' "$tmp/$1.results" | sort -k 2
}

# shellcheck disable=SC2317 # check calls it
same_endings() { # WAY
    endings plain >"$tmp/wanted"
    endings "$1" | diff "$tmp/wanted" -
}

# What hangs without the library (a network namespace has no AF_VSOCK peer) would tell
# nothing under it: it counts as known there and is not run.
put_aside() { # WAY
    endings plain | sed -n 's/^does-not-end /begin /p' >"$tmp/$1.results"
}

# shellcheck disable=SC2317 # check calls it
ask() { # FILTER
    "$NOREUSEADDR" --json --show "$report" | jq -r "$1"
}

# shellcheck disable=SC2317 # check calls it
as_strace_says() {
    awk -f "$here/../whole_calls.awk" -f "$here/cpython.awk" "$tmp/log" | sort >"$tmp/wanted"
    ask '(.rows | group_by([.verdict, .call, .port, .family, .protocol])[] |
            (.[0] | "\(.verdict) \(.call) \(.port) \(.family) \(.protocol) ") +
            "\(map(.count) | add)"), "flags_set \(.flags_set)"' | sort | diff "$tmp/wanted" -
}

# Its module _socket is part of the program in Debian.  In front of it is the line of the
# test, or of the library that the test is about.
# shellcheck disable=SC2317 # check calls it
in_the_interpreter() {
    others=$(ask '.lost, (.rows[] | select(
        .action != "left" or .program.path != "'"$python"'" or
        (([.setter[1], .caller[1]] | map(.module) | unique) != ["'"$python"'"]) or
        any(.setter[0], .caller[0]; (.script and .line > 0 and
            (.file | test("/python3[.]11/.*[.]py$"))) | not)))')
    [ "$(printf %s "$others" | tr -d '[:space:]')" = \
        '{"rows":0,"places":0,"modules":0,"programs":0,"scripts":0,"execs":0,"damaged":0}' ] || {
        echo "$others"
        return 1
    }
}

for module in ${CPYTHON_TESTS-test_smtplib test_asyncio.test_sock_lowlevel}; do
    rm -f "$tmp"/*.results "$report" "$tmp"/log*
    run plain
    check "$module: it runs without the library" runs
    endings plain | sed -n 's/^does-not-end /# hangs without the library, too: /p'

    put_aside audit
    run audit strace -f -y -qq --seccomp-bpf -A -e trace=network -e signal=none -o "$tmp/log" \
        "$NOREUSEADDR" --audit --report="$report"
    check "$module: the report says what strace says" as_strace_says
    check "$module: all of it is of the interpreter, and has a line of Python" in_the_interpreter
    check "$module: each test ends alike under --audit" same_endings audit

    put_aside strip
    run strip "$NOREUSEADDR"
    check "$module: each test ends alike under the fix" same_endings strip
done
done_testing
