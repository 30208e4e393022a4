#!/bin/sh
# SPDX-License-Identifier: ISC
# The differential test finds each mistake that a preload beside the library makes
# (mistakes.c), cuts the sequence down to a few steps, and prints it as a C program that
# shows the mistake by itself.
. "${srcdir:-.}/tests/tap.sh"
. "${srcdir:-.}/tests/differential/lib.sh"

mistakes="$BUILDDIR/.libs/differential_mistakes.so"

can_compile=
if echo 'int main(void) { return 0; }' >"$work/program.c" &&
    ${CC:-cc} -o "$work/program" "$work/program.c" 2>/dev/null; then
    can_compile=yes
fi

run_program() { # OUTPUT PRELOAD: in a network namespace of its own
    settings=$(sed -n 's/.*NOREUSEADDR_OPTIONS=\([^ ]*\) .*/\1/p' "$work/program.c")
    as_root unshare -n sh -c 'ip link set lo up && exec "$@"' sh \
        env NOREUSEADDR_OPTIONS="$settings" LD_PRELOAD="$2" "$work/program" \
        >"$work/$1" 2>&1
    echo "status $?" >>"$work/$1"
}

shows() { # does the program that was printed show the mistake?
    ${CC:-cc} -o "$work/program" "$work/program.c" || { echo "it does not compile" && return 1; }
    run_program with "$preload"
    run_program without "$LIBNOREUSEADDR"
    ! diff "$work/without" "$work/with" >"$work/difference" ||
        { echo "with the mistake it prints what it prints without" && cat "$work/with" "$work/program.c" && return 1; }
}

# Six calls are enough to have two sockets meet and one of them flagged.
most_steps=6

finds() { # MISTAKE [behind]: within 2000 sequences from a fixed seed
    MISTAKE=$1
    export MISTAKE
    preload=$mistakes:$LIBNOREUSEADDR
    [ "${2-}" ] && preload=$LIBNOREUSEADDR:$mistakes
    as_root "$differential" "$preload" \
        >"$work/program.c" 2>"$work/figures"
    status=$?
    steps=$(sed -n 's/.*, in \([0-9]*\) steps.*/\1/p' "$work/figures")
    tried=$(sed -n 's/^seed.*: \([0-9]*\) sequences.*/\1/p' "$work/figures")
    if [ "$status" -ne 1 ] || [ "${steps:-99}" -gt $most_steps ]; then
        fail "$1: found, in at most $most_steps steps" "status $status" "$(cat "$work/figures")"
        return
    fi
    pass "$1: found in sequence $tried, cut down to steps: $steps"
    if [ -n "$can_compile" ]; then
        check "$1: the program shows it" shows
    else
        skip "$1: the program shows it" "a C compiler is not installed"
    fi
}

finds "errno clobbered"
finds "errno touched"
finds "flag lost after failure"
finds "flag not restored"
finds "explicit port stripped"
finds "flag left off after bind 0"
finds "server stripped at send"
finds "AF_UNIX stripped"
finds "result altered"
finds "send shortened"
finds "send flag dropped"
finds "wrong descriptor closed"
finds "descriptor kept"
finds "address altered"
finds "address read first"
finds "length ignored"
finds "setsockopt swallowed"
finds "datagram left cleared"
finds "flag not given back" behind
done_testing
