#!/bin/sh
# SPDX-License-Identifier: ISC
# A program that brings another glibc, an older one, by its loader and run path: either it
# runs with the library, or the launcher says in a line why it can't; then --check fails
# and --strict refuses.  This system's glibc, without its later versions, stands in.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

here=$srcdir/tests/launcher
loader=/lib64/ld-linux-x86-64.so.2
libc=$(ldd /bin/sh 2>/dev/null | sed -n 's|.*libc\.so\.6 => \(/[^ ]*\) .*|\1|p')
[ "$(uname -m)" = x86_64 ] || skip_all "written for x86-64"
{ [ -e "$loader" ] && [ -e "$libc" ]; } || skip_all "no glibc here"
dir=$(cd "$(mktemp -d)" && pwd -P) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

build() { # NAME LINKER-OPTION...: a program in a directory of its own
    mkdir -p "$1"
    program=$dir/$1/program
    shift
    "${CC:-cc}" -O -fno-stack-protector -nostartfiles -o "$program" "$here/start_alone.c" "$@"
}
build own 2>err || skip_all "no compiler: $(tail -n 1 err)"
check "a program with this system's glibc runs without a word" \
    test "$("$NOREUSEADDR" --strict "$program" 2>&1)" = ran

for python in /usr/bin/python3 python3 none; do
    "$python" -c '' 2>/dev/null && break
done
[ "$python" != none ] || { skip "an older glibc" "python3 is not installed"; done_testing; }

fits=yes
behaves() { # WHAT: the program runs with the library or is refused in one line
    out=$("$NOREUSEADDR" "$program" 2>err)
    "$NOREUSEADDR" --strict "$program" >strict 2>&1
    status=$?
    "$NOREUSEADDR" --check "$program" >checked 2>&1
    checked=$?
    if [ $fits = yes ]; then
        check "$1: it runs, and the library fits" \
            test "$out:$(cat err):$status:$checked" = ran::0:0
    else
        check "$1: one line names the glibc and what it lacks" sh -c \
            'grep "^noreuseaddr: warning: .*libc[.]so[.]6, which has no GLIBC_2[.]" err'
        check "$1: --strict refuses" test "$status:$(($(wc -l <strict)))" = 125:1
        check "$1: --check fails" test $checked = 1
    fi
}

needs=$(objdump -p "$LIBNOREUSEADDR" 2>/dev/null | sed -n 's/.* GLIBC_2\.\([0-9]*\).*/\1/p' |
    sort -n | tail -n 1)
[ -n "$needs" ] || { skip "an older glibc" "objdump is not installed"; done_testing; }
for version in 2.$needs 2.$((needs - 1)); do
    fits=no
    [ "$version" != "2.$needs" ] || fits=yes
    old=$dir/$version
    mkdir "$old"
    cp -L "$loader" "$old"
    "$python" "$here/older_libc.py" "$version" "$libc" "$old/libc.so.6" || exit 1
    dtags=-Wl,--disable-new-dtags
    build "rpath$version" $dtags "-Wl,-rpath,$old"
    behaves "$version by RPATH"
    build "runpath$version" -Wl,--enable-new-dtags "-Wl,-rpath,/nowhere:$old"
    behaves "$version by RUNPATH"
    build "origin$version" "-Wl,-rpath,\$ORIGIN/../$version"
    behaves "$version by \$ORIGIN"
    build "loader$version" "-Wl,--dynamic-linker=$old/${loader##*/}" $dtags "-Wl,-rpath,$old"
    behaves "$version by its loader and RPATH"
done
# Such a loader looks beside itself, as one built for that place would.
build beside "-Wl,--dynamic-linker=$old/${loader##*/}"
"$NOREUSEADDR" --strict "$program" >strict 2>&1
check "beside its loader: --strict refuses" test "$?:$(($(wc -l <strict)))" = 125:1

done_testing
