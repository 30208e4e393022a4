#!/bin/sh
# SPDX-License-Identifier: ISC
# Another library calls before our constructor has run and after main has returned.
. "${srcdir:-.}/tests/tap.sh"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
other=$BUILDDIR/.libs/constructor.so

says() { # SETTINGS LD_PRELOAD BEFORE [AFTER]: what the other library says of its clients
    test "$(NOREUSEADDR_OPTIONS=$1 LD_PRELOAD=$2 "$BUILDDIR/tests/behaviour/calls" none)" = \
        "before: flag $3, errno 0
after: flag ${4-$3}, errno 0"
}

# The other library takes the environment away before: glibc runs the constructors of the last one
# first, musl the first.
defaults_hold() {
    export CLEAR=yes
    says mode=off "$LIBNOREUSEADDR:$other" 1 0 || says mode=off "$other:$LIBNOREUSEADDR" 1 0
}

check "behind ours: cleared" says '' "$LIBNOREUSEADDR:$other" 0
check "in front of ours: cleared" says '' "$other:$LIBNOREUSEADDR" 0
check "mode=off: kept" says mode=off "$LIBNOREUSEADDR:$other" 1
both=$LIBNOREUSEADDR:$LIBNOREUSEADDR_AUDIT
check "an audit where the fix is loaded too: kept" says "mode=audit,report=$work/report" "$both:$other" 1
check "a report where the fix is loaded too: cleared" says "report=$work/report" "$both:$other" 0
check "a report that can't be made: cleared" says "report=$work/none/report" "$LIBNOREUSEADDR_AUDIT:$other" 0
check "an audit without a report: kept" says mode=audit "$LIBNOREUSEADDR_AUDIT:$other" 1
check "without ours: kept" says '' "$other" 1
check "no environment any more when ours is loaded: the defaults hold" defaults_hold
check "a bad setting is said once" test "$(NOREUSEADDR_OPTIONS=x \
    LD_PRELOAD=$LIBNOREUSEADDR:$other "$BUILDDIR/tests/behaviour/calls" none 2>&1 |
    grep -c libnoreuseaddr:)" = 1
done_testing
