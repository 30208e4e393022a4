#!/bin/sh
# SPDX-License-Identifier: ISC
# What the library costs in system calls, counted by strace.
. "${srcdir:-.}/tests/tap.sh"

command -v strace >/dev/null || skip_all "strace is not installed"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
calls="$BUILDDIR/tests/behaviour/calls"

trace() { # OUTPUT LIBRARY ARGUMENT: the calls between start-up and end, without chance
    strace -o "$work/raw" -E LD_PRELOAD="$2" "$calls" "$3" || return 1
    sed -n '/write(-1, "start"/,/write(-1, "stop"/p' "$work/raw" |
        sed 's/htons([0-9]*)/htons(PORT)/g; s/0x[0-9a-f]*/ADDRESS/g
            s/getrandom("[^"]*"/getrandom(BYTES/' >"$work/$1"
    test -s "$work/$1"
}

count() { # TRACE SECTION: how many system calls it makes
    awk -v section="write(-1, \"$2\"" '
        index($0, section) { inside = 1; next }
        /write\(-1, "end"/ { inside = 0 }
        inside { calls++ }
        END { print calls + 0 }' "$work/$1"
}

extra() { # SECTION: how many more with the library, in a process that uses the flag
    echo $(($(count with "$1") - $(count without "$1")))
}

costs() { # SECTION MOST
    found=$(extra "$1")
    if [ "$(count without "$1")" -eq 0 ]; then
        fail "$1" "the section was not found"
    elif [ "$found" -le "$2" ]; then
        pass "$1: $found more system calls, at most $2"
    else
        fail "$1: $found more system calls, at most $2"
    fi
}

strace -o /dev/null true || skip_all "strace may not trace here"
trace plain '' unflagged
trace preloaded "$LIBNOREUSEADDR" unflagged
check "a process that never sets the flag makes the same system calls" \
    diff "$work/plain" "$work/preloaded"

trace without '' flagged
trace with "$LIBNOREUSEADDR" flagged
costs "flagged connect" 3
costs "unflagged connect" 1
costs "bind to port 0" 5
costs "connect from port 0" 3
costs "bind to a port, listen" 0
costs "bind to a port, variable" 0
case $(readelf -d "$LIBNOREUSEADDR" 2>/dev/null) in
*libc.so.6*) costs "bind to a port, heap" 0 ;;
*) costs "bind to a port, heap" 2 ;; # musl's heap is mapped, and so not known to be there
esac
costs "bind to a port, elsewhere" 2
costs "first sends" 1
costs "settled sends" 0
costs "AF_UNIX connect" 0
costs "AF_UNIX sends" 0
costs "AF_UNIX bind" 0
costs "other options" 0
costs "stream sends" 0
NOREUSEADDR_OPTIONS=mode=off
export NOREUSEADDR_OPTIONS
trace off "$LIBNOREUSEADDR" flagged
check "mode=off: the same system calls" diff "$work/without" "$work/off"
if [ "$(extra 'flagged connect')" -gt 0 ]; then
    pass "the library was there"
else
    fail "the library was there"
fi
done_testing
