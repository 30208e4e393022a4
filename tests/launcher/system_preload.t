#!/bin/sh
# SPDX-License-Identifier: ISC
# --system: /etc/ld.so.preload is changed only where each program can bear it, and it is
# the old or the new file at every moment.  It happens in a small root of the test's own,
# at the end on a copy of the real /etc in a private mount namespace.
# shellcheck disable=SC2016,SC2317
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "only glibc has /etc/ld.so.preload"
ldd --version 2>&1 | grep -q musl && skip_all "musl does not read /etc/ld.so.preload"
need_root
if [ -z "${MOUNTS-}" ]; then
    MOUNTS=no
    export MOUNTS
    ! unshare -m true 2> /dev/null || MOUNTS=yes exec unshare -m "$0" "$@"
fi

dir=$(cd "$(mktemp -d)" && pwd -P) || exit 1
trap 'kill -KILL $jobs 2> /dev/null; umount -l "$dir"/root/etc 2> /dev/null; rm -rf "$dir"' EXIT
jobs=
umask 022
chmod 755 "$dir"
root=$dir/root
etc=$root/etc
file=$etc/ld.so.preload

place() { # PROGRAM...: in the root, with its libraries
    for program; do
        path=$(command -v "$program")
        cp "$path" "$root/bin"
        ldd "$path" | grep -o '/[^ ]*' | while read -r library; do
            mkdir -p "$root${library%/*}"
            cp "$library" "$root$library"
        done
    done
}

mkdir -p "$root/bin" "$etc"
place id ls sh "$NOREUSEADDR"
cp "$root/bin/id" "$root/bin/set-id"
chmod 4755 "$root/bin/set-id"
libdir=$(ldd "$NOREUSEADDR" | sed -n 's/.*=> \(.*\)\/libc\.so\.6 .*/\1/p')
libdir=/usr${libdir#/usr}
mkdir -p "$root$libdir"
ln -s "..$libdir" "$root/bin/.libs"
library=$root$libdir/libnoreuseaddr.so
name='/usr/$LIB/libnoreuseaddr.so'
cp "$LIBNOREUSEADDR" "$library"
cp "$LIBNOREUSEADDR" "$root/other.so"
loader=$root$(ldd "$NOREUSEADDR" | grep -o '/[^ ]*/ld[^ /]*')

system() { # WORD
    chroot "$root" /bin/noreuseaddr "--system=$1" > "$dir/out" 2> "$dir/err"
}

holds() { # TEXT: the file holds that, and nothing is left beside it
    set -- "$1" "$(cat "$file"; echo .)" "$(ls -A "$etc")"
    [ "$2" = "$1." ] && [ "$3" = ld.so.preload ] && return
    echo "'$2'" "$3"
    return 1
}

lines() { # LINE...: the text of these lines
    printf '%s\n' "$@"
    echo .
}

is() { # WHAT STATUS STDOUT: the last system() ended so, with nothing on standard error
    status=$?
    if [ "$status" = "$2" ] && [ "$(tail -n 1 "$dir/out")" = "$3" ] && [ ! -s "$dir/err" ]; then
        pass "$1"
    else
        fail "$1" "status $status" "$(cat "$dir/out" "$dir/err")"
    fi
}

refused() { # WHAT WORD MESSAGE: one line that holds MESSAGE, status 125
    system "$2"
    status=$?
    if [ "$status:$(($(wc -l < "$dir/err")))" = 125:1 ] &&
        grep -q "^noreuseaddr: .*$3" "$dir/err"; then
        pass "$1: refused"
    else
        fail "$1: refused" "status $status" "$(cat "$dir/out" "$dir/err")"
    fi
}

silent() { # COMMAND...: in the root, as root and as nobody
    chroot "$root" "$@" > "$dir/out" 2> "$dir/err"
    chroot --userspec=65534:65534 --groups= "$root" "$@" >> "$dir/out" 2>> "$dir/err"
    cat "$dir/err"
    test ! -s "$dir/err"
}

# Without a file.
system status
is "status, without a file" 1 disabled
system disable
is "nothing to disable" 0 disabled
system enable
is "enable" 0 "enabled: $name"
check "its loader is named" grep -q "^${loader#"$root"}: loads $libdir/libnoreuseaddr.so$" "$dir/out"
check "the file" holds "$name
"
check "its owner and mode" test "$(stat -c %u:%g:%a "$file")" = 0:0:644
system status
is "status, enabled" 0 "enabled: $name"
before=$(stat -c %i "$file")
system enable
is "enabled twice" 0 "enabled: $name"
check "the file was left alone" test "$(stat -c %i "$file")" = "$before"
check "programs are silent" silent /bin/ls /
check "a set-user-ID program is silent" silent /bin/set-id
check "it is one" grep -q "uid=65534.*euid=0" "$dir/out"
echo libnoreuseaddr.so > "$file"
silent /bin/set-id > "$dir/out"
check "named without a slash, it would make that one complain" \
    grep -q "^ERROR: ld.so: object 'libnoreuseaddr.so'" "$dir/err"
system disable
is "disable" 0 disabled
check "the file is gone, since it held nothing else" test -z "$(ls -A "$etc")"

chroot --userspec=65534:65534 --groups= "$root" /bin/noreuseaddr --system=enable 2> "$dir/err"
check "only root may enable" \
    test "$?:$(($(wc -l < "$dir/err"))):$(grep -c 'only root' "$dir/err")" = 125:1:1

# What becomes of what the file held.
edited() { # WHAT WORD BEFORE AFTER; both in the form of printf
    # shellcheck disable=SC2059 # they are formats
    printf "$3" > "$file"
    system "$2"
    # shellcheck disable=SC2059
    wanted=$(printf "$4"; echo .)
    check "$2: $1" holds "${wanted%.}"
}
ours=$name
around() { # WHAT BEFORE: our line comes and goes beside the text BEFORE
    edited "$1" enable "$2" "$2$ours\n"
    edited "$1, after it" disable "$2$ours\n" "$2"
    edited "$1, before it" disable "$ours\n$2" "$2"
    edited "$1, before it" enable "$ours\n$2" "$ours\n$2"
    edited "$1, alone" disable "$2" "$2"
}
around "another library" '/other.so\n'
around "others in one line" '/other.so:/other.so\t/other.so /other.so\n'
around "comments and empty lines" '#1\n\n/other.so\n \t\n/other.so #2\n'
around "a name that ends like it" '/notlibnoreuseaddr.so\n'
edited "no newline at the end" enable '/other.so' "/other.so\n$ours\n"
edited "no newline at the end" disable "/other.so\n$ours" '/other.so\n'
edited "another path" enable "/no/libnoreuseaddr.so\n/other.so\n" "/other.so\n$ours\n"
edited "another path" disable "/other.so\n/no/libnoreuseaddr.so\n" '/other.so\n'
edited "twice" enable "$ours\n/other.so\n$ours\n" "$ours\n/other.so\n"
edited "twice" disable "$ours\n/other.so\n$ours\n" "/other.so\n"
edited "one line with another" disable "/other.so $ours\n" "/other.so\n"
edited "one line with others" disable "/other.so:$ours:/other.so\n" "/other.so:/other.so\n"
edited "a line with a comment" disable "/other.so\n$ours # why\n" "/other.so\n # why\n"
edited "a comment right after it" disable "$ours#why\n" "#why\n"
edited "named in a comment" enable "/other.so\n#$ours\n" "/other.so\n#$ours\n$ours\n"
edited "named in a comment" disable "/other.so\n#$ours\n" "/other.so\n#$ours\n"
edited "an empty file" enable '' "$ours\n"

echo /other.so > "$file"
chown 1:2 "$file"
chmod 604 "$file"
system enable
check "owner and mode are kept" test "$(stat -c %u:%g:%a "$file")" = 1:2:604
rm "$file"

# Extended attributes by python, whose library knows them by name.
attribute() { # NAME [VALUE]: prints that of the file in hexadecimal, or sets it
    python3 - "$file" "$@" 2> "$dir/err" << 'EOF'
import os, sys
if len(sys.argv) > 3:
    os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))
else:
    print(os.getxattr(sys.argv[1], sys.argv[2]).hex())
EOF
}
kept() { # WHAT NAME VALUE: enable and disable keep the attribute NAME
    echo /other.so > "$file"
    if ! command -v python3 >/dev/null; then
        skip "$1 is kept" "python3 is not installed"
    elif attribute "$2" "$3"; then
        system enable
        check "$1 is kept by enable" test "$(attribute "$2")" = "$3"
        system disable
        check "$1 is kept by disable" test "$(attribute "$2")" = "$3"
    else
        skip "$1 is kept" "can't be set here: $(tail -n 1 "$dir/err")"
    fi
    rm "$file"
}
# user_u:object_r:etc_t:s0
kept "a SELinux label" security.selinux 757365725f753a6f626a6563745f723a6574635f743a733000
# Version 2; u::rw- u:1:r-- g::r-- m::r-- o::---
acl=02000000
acl=${acl}01000600ffffffff020004000100000004000400ffffffff10000400ffffffff20000000ffffffff
kept "an access control list" system.posix_acl_access $acl

# A symbolic link stays, and so does what it leads to.
mkdir "$root/far"
echo /other.so > "$root/far/away"
ln -s ../far/away "$file"
system enable
check "a symbolic link: the file that it names" test "$(cat "$root/far/away")" = "/other.so
$name"
check "the link itself" test "$(readlink "$file"):$(ls -A "$root/far")" = ../far/away:away
echo "$name" > "$root/far/away"
system disable
check "emptied through the link" test -e "$root/far/away" -a ! -s "$root/far/away" -a -L "$file"
rm "$root/far/away"
refused "a link to nothing" enable "symbolic link to nothing"
system disable
is "nothing to disable behind it" 0 disabled
rm "$file"
mkdir "$file"
refused "a directory" enable "Is a directory"
rmdir "$file"

# What does not prove itself is not enabled.
unchanged() { # WHAT MESSAGE
    echo /other.so > "$file"
    refused "$1" enable "$2"
    check "$1: the file is as it was" holds "/other.so
"
    rm -f "$file"
}
chmod 600 "$library"
unchanged "a library that only root can read" "ld.*does not load"
chmod 646 "$library"
unchanged "a library that others can change" "not only root can change it"
chmod 644 "$library"
chmod 777 "$root$libdir"
unchanged "a library that others can replace" "not only root can change it"
chmod 755 "$root$libdir"
chown 1 "$library"
unchanged "a library of somebody else" "not only root can change it"
chown 0 "$library"
mv "$library" "$library.away"
unchanged "no library" "libnoreuseaddr.so: not in the build tree"
system disable
is "disable without a library" 0 disabled
mv "$library.away" "$library"

chmod 700 "$root/bin/noreuseaddr"
unchanged "a program that does not run" "/bin/noreuseaddr does not run as user 65534"
chmod 755 "$root/bin/noreuseaddr"
chmod 700 "$loader"
unchanged "a loader that only root can run" "can't be run as user 65534"
chmod 755 "$loader"
mv "$loader" "$root/elsewhere"
chroot "$root" /elsewhere /bin/noreuseaddr --system=enable > "$dir/out" 2> "$dir/err"
check "no loader: refused" \
    test "$?:$(($(wc -l < "$dir/err"))):$(grep -c 'no loader of this system' "$dir/err")" = 125:1:1
mv "$root/elsewhere" "$loader"

foreign=$root/lib/ld-linux-foreign.so.1
mkdir -p "$root/lib"
cp "$loader" "$foreign"
printf '\377\376' | dd of="$foreign" bs=1 seek=18 conv=notrunc 2> /dev/null # e_machine
system enable
is "a loader for another machine" 0 "enabled: $name"
check "is passed over" grep -q "^${foreign#"$root"}: runs no program on this kernel$" "$dir/out"
mv "$foreign" "$root/lib/ld-musl-foreign.so.1"
system enable
is "a loader of musl" 0 "enabled: $name"
check "is said not to matter" grep -q "^/lib/ld-musl-foreign.so.1: does not read" "$dir/out"
rm "$root/lib/ld-musl-foreign.so.1"
rm "$file"
printf '#!/bin/sh\nexit 1\n' > "$foreign"
chmod 755 "$foreign"
unchanged "a loader without a C library" "${foreign#"$root"}: no C library"
rm "$foreign"

# 32-bit programs beside those of 64 bits.
cc=$(command -v i686-linux-gnu-gcc)
loader32=/lib/ld-linux.so.2
libc32=$(dirname "$(readlink -f "$loader32")")/libc.so.6
if [ -n "$cc" ] && [ -e "$libc32" ] && "$libc32" > "$dir/out" 2>&1; then
    cp "$loader32" "$root$loader32"
    mkdir -p "$root${libc32%/*}"
    cp "$libc32" "$root$libc32"
    unchanged "32-bit programs and no library for them" "$loader32 does not load"
    echo 'int nothing;' | "$cc" -shared -fPIC -nostdlib -x c -o "$dir/lib32.so" -
    for lib in lib lib32 lib/i386-linux-gnu lib/i686-linux-gnu; do
        mkdir -p "$root/usr/$lib"
        [ -e "$root/usr/$lib/libnoreuseaddr.so" ] ||
            cp "$dir/lib32.so" "$root/usr/$lib/libnoreuseaddr.so"
    done
    system enable
    is "32-bit programs and a library for them" 0 "enabled: $name"
    check "each loader has its own" test "$(grep -c '^/.*: loads /usr/lib' "$dir/out")" = 2
    check "a 32-bit program is silent" silent "$libc32"
    rm -rf "$root$loader32" "${root:?}/$libc32" "$file"
else
    skip "32-bit programs" "a 32-bit C library and a compiler for it are not installed"
fi

# Faults.
if [ "$MOUNTS" = yes ]; then
    mount -t tmpfs -o size=4k,mode=755 none "$etc" # one page
    echo /other.so > "$file"
    refused "a full disk" enable "No space left on device"
    check "a full disk: the file is as it was" holds "/other.so
"
    echo "$name" > "$file"
    system disable
    is "there is nothing to write to disable it" 0 disabled
    echo /other.so > "$file"
    mount -o remount,ro "$etc"
    refused "a read-only file system" enable "Read-only file system"
    system disable
    is "nothing to do on a read-only file system" 0 disabled
    check "a read-only file system: the file is as it was" holds "/other.so
"
    umount "$etc"
    echo /other.so > "$file"
    mount --bind "$file" "$file"
    refused "a file that is mounted" enable "Device or resource busy"
    umount "$file"
else
    skip "a full disk, a read-only file system" "no mount namespaces here"
fi

both() { # the texts before and after, as they stand in the file
    old="/other.so
"
    new="/other.so
$name
"
}
both
reset() { # TEXT
    rm -f "$etc"/.noreuseaddr.*
    printf %s "$1" > "$file"
}
either() { # is the file the old or the new one?
    now=$(cat "$file"; echo .)
    case $now in
    "$old.") seen_old=yes ;;
    "$new.") seen_new=yes ;;
    *) return 1 ;;
    esac
}

# Killed at the entrance of each system call that could change something.
killed() { # WORD BEFORE AFTER
    runs=0 alive='' left=0 bad='' seen_old='' seen_new=''
    reset "$2"
    strace -qq -o "$dir/calls" chroot "$root" /bin/noreuseaddr "--system=$1" > "$dir/out" 2>&1
    sed 's/(.*//' "$dir/calls" | sort | uniq -c > "$dir/counts"
    while read -r count call; do
        case $call in
        open* | *lock | fcntl* | unlink* | write | f*truncate* | *chown* | *chmod* | f*sync | close | rename*) ;;
        *) continue ;;
        esac
        while [ "$count" -gt 0 ]; do
            reset "$2"
            strace -q -o "$dir/calls" -e "inject=$call:signal=KILL:when=$count" \
                chroot "$root" /bin/noreuseaddr "--system=$1" > "$dir/out" 2>&1
            grep -q '^+++ killed by SIGKILL' "$dir/calls" || alive="$alive $call:$count"
            either || bad="$bad $call:$count"
            if [ "$(ls -A "$etc")" != ld.so.preload ]; then
                left=$((left + 1))
                system "$1"
                [ "$?:$(cat "$file"; echo .):$(ls -A "$etc")" = "0:$3.:ld.so.preload" ] ||
                    bad="$bad after:$call:$count"
            fi
            runs=$((runs + 1))
            count=$((count - 1))
        done
    done < "$dir/counts"
    check "$1, killed at $runs system calls: the old or the new file" test -z "$bad"
    check "$1: it was killed each time" test "$runs:$alive" != 0: -a -z "$alive"
    check "$1: some saw the old file, some the new one" test "$seen_old$seen_new" = yesyes
    check "$1: the next one takes what was left behind ($left)" test "$left" -gt 2
}
if strace -qq -o "$dir/out" -e inject=getpid:signal=KILL true 2> "$dir/err"; then
    killed enable "$old" "$new"
    killed disable "$new" "$old"
elif command -v strace > "$dir/out"; then
    skip "killed between any two steps" "strace may not trace here, or can't inject signals"
else
    skip "killed between any two steps" "strace is not installed"
fi

# Processes that are stopped in the middle.
stopping() { # NAME CALL WORD: starts one that will stop when its system call CALL returns
    mkfifo "$dir/$1"
    strace -f -o "$dir/$1" -e "trace=openat,$2" -e "inject=$2:signal=STOP:when=1" \
        chroot "$root" /bin/noreuseaddr "--system=$3" > "$dir/$1.out" 2>&1 &
    tracer=$!
    jobs="$jobs $tracer"
}
until_it() { # TEXT: reads what strace says, until that; sets $pid
    while read -r pid event; do
        case $event in
        *"$1"*) return ;;
        esac
    done
}
in_line() { # PID: waits until it waits for a lock (proc_locks(5)); fails if it ends instead
    until grep -q -e "-> POSIX .* $1 " /proc/locks; do
        kill -0 "$1" 2> "$dir/err" || return
    done
}
if [ -s "$dir/counts" ]; then
    reset "$old"
    stopping first fsync enable
    first_tracer=$tracer
    exec 3< "$dir/first"
    until_it "stopped by SIGSTOP" <&3
    first=$pid
    check "one is about to put the new file in place" test -s "$etc/.noreuseaddr.new"
    chroot "$root" /bin/noreuseaddr --system=enable > "$dir/out" 2>&1 &
    other=$!
    check "another one waits for it" in_line $other
    kill -KILL $other
    wait $other 2> "$dir/err"
    check "the file is the old one" test "$(cat "$file"; echo .)" = "$old."

    # The second one waits for the lock file of the first, which goes; the third one
    # makes its own.
    stopping second fcntl enable
    exec 4< "$dir/second"
    until_it .noreuseaddr.lock <&4
    cat <&3 > "$dir/out" &
    kill -CONT "$first"
    wait "$first_tracer"
    check "the first one ends well" test $? = 0
    check "and leaves the new file" test "$(cat "$file"; echo .)" = "$new."
    until_it "stopped by SIGSTOP" <&4
    second=$pid
    stopping third fsync disable
    third_tracer=$tracer
    exec 5< "$dir/third"
    until_it "stopped by SIGSTOP" <&5
    third=$pid
    cat <&4 > "$dir/out" &
    kill -CONT "$second"
    check "the second one does not mistake it for the third one's" in_line "$second"
    kill -KILL "$third"
    cat <&5 > "$dir/out"
    wait "$third_tracer" 2> "$dir/err"
    wait "$tracer" 2> "$dir/err"
    tail --pid="$second" -f /dev/null
    check "the third one is killed, the second one goes ahead" holds "$new"
    exec 3<&- 4<&- 5<&-
    jobs=
fi

# Many at once, and somebody who looks.
reset "$old"
(
    while [ ! -e "$dir/enough" ]; do
        either || { cat "$file" >> "$dir/neither"; echo . >> "$dir/neither"; }
    done
) &
watcher=$!
pids=
for number in 1 2 3 4 5 6 7 8; do
    for word in enable disable; do
        chroot "$root" /bin/noreuseaddr "--system=$word" > "$dir/out.$number.$word" 2>&1 &
        pids="$pids $!"
    done
done
jobs="$pids $watcher"
failures=0
for pid in $pids; do
    wait "$pid" || failures=$((failures + 1))
done
: > "$dir/enough"
wait "$watcher"
jobs=
check "sixteen at once: all succeed" test "$failures" = 0
check "nobody ever saw anything but the old or the new file" test ! -e "$dir/neither"
system enable
check "in the end one of them was the last" holds "$new"

# The real programs of this system, in a mount namespace with a copy of /etc.
real_programs() {
    for program in ls cat sh bash dash su mount passwd perl python3 awk sed grep tar \
        ps id env getent ssh sudo; do
        path=$(command -v "$program") || continue
        setpriv --reuid=65534 --regid=65534 --clear-groups "$path" --version < /dev/null 2>&1
        echo "$program: $?"
    done
    su nobody -s /bin/sh -c 'ls -d / && id -u' 2>&1
    echo "su: $?"
}
loaded_as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups "$dir/real/set-id" /proc/self/maps |
        grep -q "$dir/real/.libs/libnoreuseaddr.so"
}
if [ "$MOUNTS" != yes ]; then
    skip "the programs of this system" "no mount namespaces here"
elif why=$(who_is_missing setpriv); then
    skip "the programs of this system" "$why"
else
    mkdir -p "$dir/etc" "$dir/real/.libs"
    cp -a /etc/. "$dir/etc"
    rm -f "$dir/etc/ld.so.preload"
    mount --bind "$dir/etc" /etc
    for other in /lib*/ld-linux*.so.[0-9]; do
        [ "$(readlink -f "$other")" = "$(readlink -f "${loader#"$root"}")" ] ||
            [ ! -f "$other" ] || mount --bind /dev/null "$other"
    done
    cp "$NOREUSEADDR" "$dir/real"
    cp "$LIBNOREUSEADDR" "$dir/real/.libs"
    cp "$(command -v cat)" "$dir/real/set-id"
    chmod 4755 "$dir/real/set-id"
    real_programs > "$dir/before"
    check "the library is not in a program yet" sh -c '! "$@"' sh \
        grep -q libnoreuseaddr /proc/self/maps
    "$dir/real/noreuseaddr" --system=enable > "$dir/out" 2> "$dir/err"
    is "enabled for the programs of this system" 0 "enabled: $dir/real/.libs/libnoreuseaddr.so"
    check "the library is in a program now" grep -q libnoreuseaddr /proc/self/maps
    check "and in a set-user-ID program" loaded_as_nobody
    check "--check tells what clients are without it all the same" sh -c \
        '"$0" --check | grep -q "without the library still set"' "$dir/real/noreuseaddr"
    real_programs > "$dir/after"
    check "$(grep -c '^[a-z0-9]*: [0-9]*$' "$dir/after") runs of programs print and end as before" \
        diff "$dir/before" "$dir/after"
    "$dir/real/noreuseaddr" --system=disable > "$dir/out" 2> "$dir/err"
    is "disabled again" 0 disabled
    check "nothing is left of it" sh -c '! ls -A /etc | grep -e noreuseaddr -e ld.so.preload'
    umount /etc
fi

done_testing
