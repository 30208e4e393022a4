#!/bin/sh
# SPDX-License-Identifier: ISC
# Frama-C's Eva on the parser of the settings, the policy and the hints of src/fix/, for
# every input: no undefined behaviour, and what contracts.h promises.
. "${srcdir:-.}/tests/tap.sh"

need frama-c
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
proof=$srcdir/tests/proof

eva() { # SOURCES NAME [OPTION...]: what it says that is no proof; fails if that is something
    sources=$1 name=$2
    shift 2
    # Messages of the kernel are of what it does not know of C11's atomics.
    frama-c -cpp-extra-args="-I$proof" -cpp-extra-args="-I$sources" -eva \
        -eva-msg-key=-initial-state,-final-states "$@" "$proof/$name.c" >"$work/$name" 2>&1 ||
        { cat "$work/$name" && return 1; }
    ! grep -A1 -E 'eva:alarm|status (unknown|invalid)' "$work/$name" &&
        grep -q '^  0 alarms generated' "$work/$name"
}

settings() { # SOURCES LONGEST
    eva "$1" settings -cpp-extra-args="-DLONGEST=$2" -eva-slevel-function find_word:1000 -eva-slevel-function why_not:100 \
        -eva-partition-value at,length,is_good -eva-partition-history 4
}

policy() { # SOURCES
    eva "$1" policy -eva-slevel 1000
}

hints() { # SOURCES
    eva "$1" hints -eva-slevel 100
}

# With a mistake in a copy of the sources.
finds() { # NAME FILE SCRIPT
    rm -rf "$work/fix" && cp -R "$srcdir/src/fix" "$work/fix" &&
        sed "$3" "$srcdir/src/fix/$2" >"$work/fix/$2" &&
        ! cmp -s "$srcdir/src/fix/$2" "$work/fix/$2" && ! "$1" "$work"
}

short_settings() { # SOURCES
    settings "$1" 8
}

if [ $# -gt 0 ]; then # one alone, for tests/histories/mutants
    check "$1" "$1" "$srcdir/src"
    done_testing
fi
check "the settings, up to 8 bytes" short_settings "$srcdir/src"
check "the settings, up to 17 bytes" settings "$srcdir/src" 17
check "the policy" policy "$srcdir/src"
check "the hints" hints "$srcdir/src"
check "finds a word out of bounds" finds short_settings settings.c 's/i < WORDS/i <= WORDS/'
check "finds a port out of bounds" finds hints hints.c 's/given\[2\]\[1 << 16\]/given[2][65535]/'
check "finds a broken promise" finds policy policy.c 's/== MODE_RESTORE/!= MODE_RESTORE/'
done_testing
