#!/bin/sh
# SPDX-License-Identifier: ISC
# A client in a library whose unwind tables, notes or headers lead astray is recorded, and
# does not crash: loaded by the program at its start, and later.
. "${srcdir:-.}/tests/report/lib.sh"

odd_module=$BUILDDIR/tests/report/odd_module
spacious=$BUILDDIR/.libs/spacious.so
[ -e "$spacious" ] || skip_all "not for the modules of this system"
odd=$work/odd.so

recorded() { # WHAT HOW
    LD_PRELOAD=$early "$audited" plugin "$odd" || { skip "$1, $2" "does not load"; return; }
    rm -f "$report"
    NOREUSEADDR_OPTIONS="mode=audit,report=$report" LD_PRELOAD=$LIBNOREUSEADDR_AUDIT:$early \
        "$audited" plugin "$odd" || { fail "$1, $2" "it ended with $?"; return; }
    is "$1, $2" "1 odd.so" '"\(.clients) \(.rows[0].caller[0].module | split("/") | last)"'
}

for what in nothing count entry length hole notes headers; do
    if ! "$odd_module" $what "$spacious" "$odd"; then
        skip "$what" "can't be made"
        continue
    fi
    early=
    recorded $what "loaded later"
    early=$odd
    recorded $what "at the start"
done
done_testing
