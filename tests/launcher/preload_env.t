#!/bin/sh
# SPDX-License-Identifier: ISC
# The library in LD_PRELOAD: behind the others, once, and nothing else lost.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux' LD_PRELOAD"
lib=$LIBNOREUSEADDR

merged() { # BEFORE AFTER: of a list BEFORE the launcher makes the list AFTER
    got=$(LD_PRELOAD=$1 "$NOREUSEADDR" --print-env 2> /dev/null | sed -n 's/^LD_PRELOAD=//p')
    if [ "$got" = "$2" ]; then
        pass "'$1' becomes '$2'"
    else
        fail "'$1' becomes '$2'" "but is '$got'"
    fi
}

merged "" "$lib"
merged libc.so.6 "libc.so.6:$lib"
merged libc.so.6:libm.so.6 "libc.so.6:libm.so.6:$lib"
merged "libc.so.6 libm.so.6" "libc.so.6:libm.so.6:$lib"
merged " :libc.so.6::  libm.so.6: " "libc.so.6:libm.so.6:$lib"
merged "$lib" "$lib"
merged "$lib:libc.so.6" "libc.so.6:$lib"
merged "libc.so.6:$lib" "libc.so.6:$lib"
merged "$lib $lib" "$lib"
merged "/nowhere/libnoreuseaddr.so:libc.so.6" "libc.so.6:$lib"
merged "/nowhere/libnoreuseaddr-audit.so:libc.so.6" "libc.so.6:$lib"
merged libnoreuseaddr-audit.so "$lib"
# shellcheck disable=SC2016
merged '/nowhere/$LIB/libnoreuseaddr.so' "$lib"
merged libnoreuseaddr.so "$lib"
merged /nowhere/notlibnoreuseaddr.so "/nowhere/notlibnoreuseaddr.so:$lib"
merged libnoreuseaddr.so.1 "libnoreuseaddr.so.1:$lib"
merged /nowhere/libtorsocks.so "$lib:/nowhere/libtorsocks.so"

# shellcheck disable=SC2016
check "a launcher within a launcher" \
    test "$("$NOREUSEADDR" "$NOREUSEADDR" --mode=off "$NOREUSEADDR" sh -c \
        'echo $LD_PRELOAD $NOREUSEADDR_OPTIONS')" = "$lib mode=off"
# shellcheck disable=SC2016
check "--print-env can be exported by a shell" sh -c '
    export $("$NOREUSEADDR" --mode=restore --bound=strip --print-env)
    test "$LD_PRELOAD,$NOREUSEADDR_OPTIONS" = "$LIBNOREUSEADDR,mode=restore,bound=strip"'

done_testing
