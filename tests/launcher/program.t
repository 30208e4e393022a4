#!/bin/sh
# SPDX-License-Identifier: ISC
# What the launcher says of a program before it runs it.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux"
cc=$(command -v cc || command -v gcc || command -v clang) || skip_all "a C compiler is not installed"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
cd "$dir" || exit 1
# A copy, since other users may not enter the build directory.
mkdir .libs
cp "$NOREUSEADDR" . && cp "$LIBNOREUSEADDR" .libs
launcher=$dir/noreuseaddr

echo 'int main(void) { return 42; }' > prog.c
build() { # FILE COMPILER...
    output=$1
    shift
    "$@" -o "$output" prog.c > build.log 2>&1
}

warned() { # WHAT TEXT PROGRAM [RUNNER...]: it runs all the same; refused with --strict
    what=$1 text=$2 program=$3
    shift 3
    "$@" "$launcher" "$program" > out 2> err
    check "$what: warning" grep -q "^noreuseaddr: warning: .*: it $text" err
    check "$what: one line" test "$(grep -c '^noreuseaddr:' err)" = 1
    "$@" "$launcher" --strict "$program" > out 2> err
    check "$what: refused" test "$?:$(grep -c "^noreuseaddr: [^w].*: it $text" err)" = 125:1
}

silent() { # WHAT PROGRAM [RUNNER...]: nothing is said and the program runs
    what=$1 program=$2
    shift 2
    "$@" "$launcher" --strict "$program" > out 2> err
    check "$what: status of the program" test $? = 42
    check "$what: nothing is said" test ! -s err
}

build dynamic "$cc" || skip_all "the C compiler does not work"
silent "dynamic" ./dynamic
build nopie "$cc" -no-pie && silent "dynamic, not position-independent" ./nopie
cp dynamic stripped && strip stripped 2> /dev/null && silent "stripped" ./stripped

if build static "$cc" -static; then
    warned "static" "is statically linked" ./static
    "$launcher" ./static 2> err
    check "static: it runs all the same" test $? = 42
    mkfifo pipe gone
    { : < pipe; echo > gone; } &
    (read -r _ < gone && exec "$launcher" ./static) 2> pipe
    check "static: nor does it matter that nobody reads the warning" test $? = 42
else
    skip "static" "a static C library is not installed"
fi
if build static_pie "$cc" -static-pie && ./static_pie; [ $? = 42 ]; then
    warned "static, position-independent" "is statically linked" ./static_pie
else
    skip "static, position-independent" "the compiler does not make them"
fi
if [ "$(od -An -tu1 -j4 -N1 "$LIBNOREUSEADDR" | tr -d ' ')" = 1 ]; then # ELFCLASS32
    skip "32-bit" "so is the library"
elif build small "$cc" -m32 || build small i686-linux-gnu-gcc; then
    warned "32-bit" "is a 32-bit program, but libnoreuseaddr.so is 64-bit" ./small
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s/.libs exec "$@"\n' "$dir" > bare
    chmod 755 bare
    ./bare "$launcher" --strict ./small 2> err
    check "32-bit, library by its bare name: it may have one of its own" \
        test "$?:$(grep -c ^noreuseaddr: err)" = 42:0
else
    skip "32-bit" "a compiler for 32-bit programs is not installed"
fi
if command -v musl-gcc > /dev/null && build musl musl-gcc; then
    warned "musl" "uses another C library" ./musl
    "$launcher" ./musl 2> err
    check "musl: it runs all the same" test $? = 42
else
    skip "musl" "musl-gcc is not installed"
fi
if command -v objcopy > /dev/null && echo note > note &&
    objcopy --add-section .note.go.buildid=note dynamic go; then
    warned "Go" "is written in Go" ./go
else
    skip "Go" "objcopy is not installed"
fi
loader=$(readelf -l dynamic 2> /dev/null | sed -n 's/.*interpreter: \(.*\)]/\1/p')
if [ -n "$loader" ]; then
    "$launcher" --strict "$loader" ./dynamic 2> err
    check "the loader run directly: nothing is said" test "$?:$(($(wc -l < err)))" = 42:0
else
    skip "the loader run directly" "readelf is not installed"
fi

# Scripts.
script() { # FILE FIRST-LINE
    printf '%s\nexit 42\n' "$2" > "$1"
    chmod 755 "$1"
}
script plain '#!/bin/sh'
silent "script" ./plain
script spaces "#! 	/bin/sh -e "
silent "script with spaces" ./spaces
script env '#!/usr/bin/env sh'
silent "script through env" ./env
script none ''
silent "script without a first line" ./none
if [ -e static ]; then
    script to_static "#!$dir/static"
    warned "script to a static interpreter" "is statically linked" ./to_static
    check "script: both files are named" grep -q "./to_static is run by $dir/static: it" err
    script second "#!$dir/to_static"
    warned "script to a script" "is statically linked" ./second
    PATH=$dir:$PATH
    script env_static '#!/usr/bin/env static'
    warned "script through env to a static program" "is statically linked" ./env_static
    script env_split '#!/usr/bin/env -S A=1 static -x'
    warned "script through env -S" "is statically linked" ./env_split
    script deep1 "#!$dir/static"
    for i in 2 3 4 5 6 7; do
        script deep$i "#!$dir/deep$((i - 1))"
        ./deep$i 2> /dev/null
        kernel=$?
        "$launcher" ./deep$i 2> err
        status=$?
        if [ $kernel = 42 ]; then
            check "chain of $i scripts: seen through" \
                test "$status:$(grep -c "statically linked" err)" = 42:1
        else
            check "chain of $i scripts: the kernel refuses" \
                test "$status:$(($(wc -l < err)))" = 126:1
        fi
    done
else
    skip "script to a static interpreter" "a static C library is not installed"
fi
script loop1 "#!$dir/loop2"
script loop2 "#!$dir/loop1"
"$launcher" ./loop1 2> err
check "scripts that run each other" test "$?:$(($(wc -l < err)))" = 126:1
printf '#!/%01000d\n' 0 > long
chmod 755 long
"$launcher" --check ./long > out 2> err
check "a first line that does not end" grep -q "^its loader: not known" out
: > empty
chmod 755 empty
check "an empty file" "$launcher" --strict ./empty

# More power than the user's.  The loader itself tells: in secure execution it does not
# honour LD_SHOW_AUXV.
secure() { # PROGRAM [RUNNER...]
    secure_program=$1
    shift
    ! "$@" env LD_SHOW_AUXV=1 "$secure_program" 2> /dev/null | grep -q AT_SECURE
}
if ! why=$(who_is_missing setpriv); then
    user="setpriv --reuid=65534 --regid=65534 --clear-groups"
    cp dynamic set_user && chmod 4755 set_user
    cp dynamic set_group && chmod 2755 set_group
    cp dynamic set_group_only && chmod 2745 set_group_only
    cp dynamic own && chown 65534:65534 own && chmod 6755 own
    cp dynamic unreadable && chmod 4711 unreadable
    # shellcheck disable=SC2086
    if secure ./set_user $user; then
        text="changes its user or group"
        warned "set-user-ID" "$text" ./set_user $user
        warned "set-group-ID" "$text" ./set_group $user
        warned "set-user-ID, not readable" "$text" ./unreadable $user
        warned "set-user-ID to another user than root" "$text" ./own
        silent "set-user-ID for its owner" ./set_user
        silent "set-group-ID without permission to execute" ./set_group_only $user
        silent "set-user-ID and -group-ID, own" ./own $user
        silent "set-user-ID, no new privileges" ./set_user $user --no-new-privs
        script set_script "#!$dir/set_user"
        warned "script to a set-user-ID interpreter" "$text" ./set_script $user
    else
        skip "set-user-ID" "the file system ignores set-user-ID"
    fi
    mkdir nosuid
    if unshare -m sh -c 'mount -t tmpfs -o nosuid none nosuid' 2> /dev/null; then
        check "set-user-ID on a file system without" unshare -m sh -c '
            mount -t tmpfs -o nosuid none nosuid && cp -p set_user nosuid &&
            test "$('"$user $launcher"' --strict nosuid/set_user 2>&1; echo $?)" = 42'
    else
        skip "set-user-ID on a file system without" "no mount namespaces here"
    fi
    cp dynamic caps
    # shellcheck disable=SC2086
    if ! command -v setcap > /dev/null; then
        skip "file capabilities" "setcap is not installed"
    elif setcap cap_net_raw+ep caps 2> /dev/null && secure ./caps $user; then
        text="has file capabilities"
        warned "file capabilities" "$text" ./caps $user
        silent "file capabilities for root" ./caps
        setcap cap_net_raw+p caps
        warned "file capabilities, permitted only" "$text" ./caps $user
        setcap cap_net_raw+i caps
        silent "file capabilities, inheritable only" ./caps $user
    else
        skip "file capabilities" "the file system ignores them"
    fi
else
    skip "set-user-ID" "$why"
    skip "file capabilities" "$why"
fi

# Damaged programs.  They are only inspected: a shell would run what is left of them.
size=$(wc -c < dynamic)
for length in 4 16 52 64 100 120 512 1024 $((size / 2)) $((size - 1)); do
    dd if=dynamic of=damaged bs="$length" count=1 2> err
    chmod 755 damaged
    "$launcher" --check ./damaged > out 2>&1
    check "cut to $length bytes" test $? -le 1
done

done_testing
