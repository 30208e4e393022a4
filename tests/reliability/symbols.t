#!/bin/sh
# SPDX-License-Identifier: ISC
# Every symbol that a library needs is in one that it names: none is left to what the
# program happens to have loaded (proxychains issue 153: dlsym).
. "${srcdir:-.}/tests/tap.sh"

need ldd

# As the first library of no program: ldd -r resolves it against its own needs alone.
try() { # LIBRARY NAME
    found=$(ldd -r "$1" 2>&1)
    status=$?
    case $status:$found in
    0:*undefined*) fail "$2" "$found" ;;
    0:*libc*) pass "$2" ;;
    *) skip "$2" "ldd -r can't look at it: $(echo "$found" | head -n 1)" ;;
    esac
}

try "$LIBNOREUSEADDR" "needs only what it names"
try "$LIBNOREUSEADDR_AUDIT" "the audit library: needs only what it names"
done_testing
