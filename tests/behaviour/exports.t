#!/bin/sh
# SPDX-License-Identifier: ISC
# What the library shows to the process that it is loaded into, and what it needs.
. "${srcdir:-.}/tests/tap.sh"

for tool in nm readelf; do
    command -v "$tool" >/dev/null || skip_all "$tool is not installed"
done

needed=$(readelf -d "$LIBNOREUSEADDR" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | xargs)
wanted="bind connect sendmmsg sendmsg sendto setsockopt"
case $needed-$(readelf -h "$LIBNOREUSEADDR") in
*libc.so.6-*ELF32*) wanted="__connect __sendmmsg64 __sendmsg64 __setsockopt64 $wanted" ;;
*libc.so.6-*) wanted="__connect $wanted" ;;
esac

exported=$(nm -D --defined-only "$LIBNOREUSEADDR" | awk '{ print $3 }' | LC_ALL=C sort | xargs)
check "exported: $exported" test "$exported" = "$wanted"

case " $needed " in
" libc.so.6 " | " libc.so " | " libc.musl-"*" " | " libdl.so.2 libc.so.6 ")
    pass "needs libc alone: $needed"
    ;;
*) fail "needs libc alone: $needed" ;;
esac

segments=$(readelf -lW "$LIBNOREUSEADDR")
case $segments in
*GNU_RELRO*) pass "read-only after relocation" ;;
*) fail "read-only after relocation" ;;
esac
check "bound at load" sh -c 'readelf -d "$1" | grep -q "FLAGS.*NOW"' sh "$LIBNOREUSEADDR"
check "the stack is not executable" sh -c \
    'readelf -lW "$1" | grep GNU_STACK | grep -qv RWE' sh "$LIBNOREUSEADDR"
check "no thread-local storage" sh -c '! readelf -lW "$1" | grep -qw TLS' sh "$LIBNOREUSEADDR"
fini=$(readelf -d "$LIBNOREUSEADDR" | awk '/FINI_ARRAYSZ/ { print $3 }')
check "no destructor but the compiler's own" test "${fini:-0}" -le 8
check "no text relocation" sh -c '! readelf -d "$1" | grep -q TEXTREL' sh "$LIBNOREUSEADDR"
done_testing
