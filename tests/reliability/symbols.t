#!/bin/sh
# SPDX-License-Identifier: ISC
# Every symbol that the library needs is in a library that it names: none is left to what
# the program happens to have loaded (proxychains issue 153: dlsym).
. "${srcdir:-.}/tests/tap.sh"

command -v ldd > /dev/null || skip_all "no ldd"

# As the first library of no program: ldd -r resolves it against its own needs alone.
found=$(ldd -r "$LIBNOREUSEADDR" 2>&1)
status=$?
case $status:$found in
0:*undefined*) fail "needs only what it names" "$found" ;;
0:*libc*) pass "needs only what it names" ;;
*) skip "needs only what it names" "ldd can't look at it: $found" ;;
esac
done_testing
