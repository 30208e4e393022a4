#!/bin/sh
# SPDX-License-Identifier: ISC
# A program that brings an older glibc starts with either library, which does its work
# there.  This system's own, without the names of its later versions, stands in for one.
. "${srcdir:-.}/tests/tap.sh"

source=$srcdir/tests/systems
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
loader=$(readelf -lW /bin/sh 2>/dev/null | sed -n 's/.*interpreter: \(.*\)\]/\1/p')
libc=$(ldd /bin/sh 2>/dev/null | sed -n 's/.*libc\.so\.6 => \([^ ]*\) .*/\1/p')
if [ ! -e "$loader" ] || [ ! -e "$libc" ] ||
    ! readelf -VW "$LIBNOREUSEADDR" | grep -q 'Name: GLIBC_'; then
    skip_all "this is not glibc"
fi
machine() { # FILE
    LC_ALL=C readelf -hW "$1" | grep -E 'Class:|Machine:'
}
[ "$(machine "$LIBNOREUSEADDR")" = "$(machine "$libc")" ] ||
    skip_all "the library is for another processor than this system"
cp -L "$loader" "$work/loader" || exit 1

build() { # MINOR: the client, with a glibc that is as old
    mkdir "$work/$1"
    "$BUILDDIR/tests/systems/older_glibc" "$1" "$libc" "$work/$1/libc.so.6" &&
        "${CC:-cc}" -O -fno-stack-protector -nostartfiles -Wl,-e,begin \
            "-Wl,--dynamic-linker=$work/loader,--disable-new-dtags,-rpath,$work/$1" \
            -o "$work/$1/client" "$source/older_client.c" 2>"$work/errors"
}

says() { # MINOR LIBRARY SETTINGS WORD
    test "$(LD_PRELOAD=$2 NOREUSEADDR_OPTIONS=$3 "$work/$1/client" 2>&1)" = "$4"
}

build 17 || skip_all "no client can be built: $(head -n 1 "$work/errors")"
says 17 '' '' carried || skip_all "a program with a glibc of its own does not start here"
check "the fix: cleared" says 17 "$LIBNOREUSEADDR" '' cleared
check "the audit library: cleared" says 17 "$LIBNOREUSEADDR_AUDIT" '' cleared
check "the audit library, mode=audit: kept" \
    says 17 "$LIBNOREUSEADDR_AUDIT" "mode=audit,report=$work/report" carried
check "it records" test -s "$work/report"

# What brought secure_getenv is not older still: there the library is refused.
build 16 || exit 1
check "with an older one than that it does not load" eval '! says 16 "$LIBNOREUSEADDR" "" cleared'
done_testing
