#!/bin/sh
# SPDX-License-Identifier: ISC
# What the library costs in system calls, counted by strace.
. "${srcdir:-.}/tests/tap.sh"

need strace
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
calls="$BUILDDIR/tests/behaviour/calls"

trace() { # OUTPUT LIBRARY ARGUMENT: the calls between start-up and end, without chance
    strace -o "$work/raw" -E LD_PRELOAD="$2" "$calls" "$3" || return 1
    sed -n '/write(-1, "start"/,/write(-1, "stop"/p' "$work/raw" |
        sed 's/htons([0-9]*)/htons(PORT)/g; s/0x[0-9a-f]*/ADDRESS/g
            s/getrandom("[^"]*"/getrandom(BYTES/
            s/\[-*[0-9]\{5,\}\]/[PORTS]/' >"$work/$1"
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

costs() { # SECTION NUMBER
    found=$(extra "$1")
    if [ "$(count without "$1")" -eq 0 ]; then
        fail "$1" "the section was not found"
    elif [ "$found" -eq "$2" ]; then
        pass "$1: $found more system calls"
    else
        fail "$1: $2 more system calls" "found: $found"
    fi
}

strace -o /dev/null true || skip_all "strace may not trace here"
trace plain '' unflagged
trace preloaded "$LIBNOREUSEADDR" unflagged
check "a process that never sets the flag makes the same system calls" \
    diff "$work/plain" "$work/preloaded"
NOREUSEADDR_OPTIONS=report=$work/report
export NOREUSEADDR_OPTIONS
trace recorded "$LIBNOREUSEADDR_AUDIT" unflagged
check "nor does it make others where a report is written" diff "$work/plain" "$work/recorded"
NOREUSEADDR_OPTIONS=inherited=yes
trace inherited "$LIBNOREUSEADDR" unflagged
check "inherited=yes: an unflagged connect is asked for both flags" test \
    $(($(count inherited "unflagged connect") - $(count plain "unflagged connect"))) -eq 2
unset NOREUSEADDR_OPTIONS

trace without '' flagged
trace with "$LIBNOREUSEADDR" flagged
# The flag is asked for, then the name; it is cleared.
costs "flagged connect" 3
costs "unflagged connect" 1
costs "connect from port 0" 3
# It is set again.
costs "UDP connect from port 0" 4
# The flag, whether the address can be read, clear; set again, the port, the type.
costs "bind to port 0" 6
costs "unflagged bind to port 0" 1
costs "bind to a port, listen" 2
costs "unflagged bind to a port" 1
# It fails: is it a client's?  The type, and the name of the client that is still there.
costs "bind to a port in use" 4
# It fails, and no client can be why.
costs "bind to an address of others" 2
if grep -q "none is free" "$work/without"; then
    costs "bind to port 0, none is free" 4
else
    skip "bind to port 0, none is free" "no IP_LOCAL_PORT_RANGE"
fi
costs "first sends" 1
costs "later sends" 0
# As connect; the second send finds that the flag is off, and by its port the socket.
costs "first sends with the flag" 5
costs "AF_UNIX connect" 1
costs "AF_UNIX sends" 1
costs "AF_UNIX bind" 1
costs "AF_UNIX connect with the flag" 2
costs "AF_UNIX sends with the flag" 2
costs "AF_UNIX bind with the flag" 2
costs "other options" 0
costs "first sendto on a stream" 0
costs "first sendmsg on a stream" 1
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
