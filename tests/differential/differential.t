#!/bin/sh
# SPDX-License-Identifier: ISC
# Random sequences of socket calls: with the library everything is as without, but for
# the one permitted difference.
. "${srcdir:-.}/tests/tap.sh"
. "${srcdir:-.}/tests/differential/lib.sh"

check "two runs without the library agree" as_root "$differential" -n 200 ''

if as_root "$differential" -n 2000 "$LIBNOREUSEADDR" >"$work/program.c" 2>"$work/figures"; then
    pass "$(tail -n 1 "$work/figures")"
else
    fail "2000 sequences agree" "$(cat "$work/figures" "$work/program.c")"
fi

# What is recorded changes nothing: neither for the program, nor against the other library.
agree() { # ARGUMENT...
    if as_root "$differential" "$@" >"$work/program.c" 2>"$work/others"; then
        pass "recorded${5:+, and not}: $(tail -n 1 "$work/others")"
    else
        fail "recorded${5:+, and not}: 1000 sequences agree" "$(cat "$work/others" "$work/program.c")"
    fi
}
agree -r -n 1000 "$LIBNOREUSEADDR_AUDIT"
agree -r -n 1000 -b "$LIBNOREUSEADDR" "$LIBNOREUSEADDR_AUDIT"

# Otherwise the library was not there.
check "the permitted difference was seen" grep 'flag lacking in [1-9]' "$work/figures"
done_testing
