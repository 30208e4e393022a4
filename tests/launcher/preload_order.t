#!/bin/sh
# SPDX-License-Identifier: ISC
# Another preloaded library sets SO_REUSEADDR by itself, in a call that it wraps.  The
# launcher puts ours behind it, nearest to the kernel, so that a client does not carry it.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux' LD_PRELOAD"
here=$BUILDDIR/tests/launcher
forced=$BUILDDIR/.libs/forced.so

cleared() { # NAME COMMAND...
    name=$1
    shift
    check "$name" test "$("$@" 2>&1)" = cleared
}

cleared "the client does not set the flag by itself" "$here/client"
for call in socket bind connect setsockopt; do
    for next in '' OWN_NEXT; do
        [ "$call$next" != setsockopt ] || continue # it would call itself
        name="$call${next:+, by the next definition}"
        bound=
        [ $call != bind ] || bound=BOUND=1
        # shellcheck disable=SC2086 # no argument, or one
        set -- env FORCE="$call" ${next:+OWN_NEXT=1} $bound LD_PRELOAD="$forced"
        check "$name: the library sets it" \
            test "$("$@" "$here/client")" = carried
        cleared "$name: by the launcher it is cleared" \
            "$@" "$NOREUSEADDR" "$here/client"
        cleared "$name: behind it by hand it is cleared" \
            "$@" LD_PRELOAD="$forced:$LIBNOREUSEADDR" "$here/client"
    done
done

done_testing
