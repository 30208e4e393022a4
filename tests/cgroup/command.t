#!/bin/sh
# SPDX-License-Identifier: ISC
# noreuseaddr --cgroup: how it ends, what it leaves, and every mistake that can be made.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
# shellcheck source=tests/cgroup/lib.sh
. "${srcdir:-.}/tests/cgroup/lib.sh"

need_cgroup
has_capability 21 || skip_all "CAP_SYS_ADMIN is missing"
handed=$BUILDDIR/tests/cgroup/handed
other=$BUILDDIR/tests/cgroup/other
dir=$(mktemp -d) || exit 1
chmod 755 "$dir"
# In a cgroup of its own it finds only what it has left itself.
home=$(mktemp -d "$own/test.XXXXXX") || exit 1
chmod 755 "$home"
cgroup=$home/there
mkdir "$cgroup"
cd "$dir" || exit 1
trap 'echo 0 > "$own/cgroup.procs"; rmdir "$cgroup"/* "$cgroup" "$home" 2>/dev/null; rm -rf "$dir"' EXIT
echo 0 > "$home/cgroup.procs"

ends() { # STATUS COMMAND...
    wanted=$1
    shift
    "$@" > out 2> err
    status=$?
    check "$* ends with $wanted" test $status -eq "$wanted"
}

says() { # TEXT: on standard output
    check "... and says $1" grep -qF -e "$1" out
}

none_left() { # waits, up to 10 s, until it is so
    tries=200
    while [ -n "$(left)" ] && [ "$tries" -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.05
    done
    [ -z "$(left)" ]
}

left() { # what runs have left in the cgroup of this process
    find "$home" -maxdepth 1 -name 'noreuseaddr-*'
}

inside() { # COMMAND...: in $cgroup
    # shellcheck disable=SC2016
    sh -c 'echo 0 > "$1/cgroup.procs" && shift && exec "$@"' sh "$cgroup" "$@"
}

gone() { # PATH: waits, up to 10 s, until it is
    tries=200
    while [ -e "$1" ] && [ "$tries" -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.05 # a directory that goes is no event that sh can await
    done
    [ ! -e "$1" ]
}

# A command
ends 0 "$NOREUSEADDR" --cgroup true
ends 3 "$NOREUSEADDR" --cgroup -- sh -c 'exit 3'
ends 127 "$NOREUSEADDR" --cgroup ./no-such-command
: > not-executable
ends 126 "$NOREUSEADDR" --cgroup ./not-executable
# shellcheck disable=SC2016
ends 143 "$NOREUSEADDR" --cgroup sh -c 'kill -TERM $$'
check "standard input is the command's" test "$(echo word | "$NOREUSEADDR" --cgroup cat)" = word
# shellcheck disable=SC2016
"$NOREUSEADDR" --cgroup sh -c 'kill -TERM $PPID; exec sleep 60' 2> err
check "a signal for the launcher is the command's" test $? -eq 143
again=20
while [ "$again" -gt 0 ]; do
    again=$((again - 1))
    "$NOREUSEADDR" --cgroup "$NOREUSEADDR" --cgroup true
done > out 2>&1
check "one within another ends without a word" test ! -s out
check "no cgroup is left" test -z "$(left)"
# shellcheck disable=SC2016
"$NOREUSEADDR" --cgroup sh -c 'kill -KILL $PPID; exec sleep 60' 2> err
check "none is left when the launcher is killed" none_left

# shellcheck disable=SC2016
"$NOREUSEADDR" --cgroup sh -c 'sleep 1000 > /dev/null 2>&1 & echo $! > pid' > out 2> err
check "a daemon does not hold the command up" test $? -eq 0
stays=$(left)
check "... the cgroup stays for it" test -d "$stays"
check "... one line says so" test "$(cat err)" = \
    "noreuseaddr: $stays stays until all that is in it has ended"
kill "$(cat pid)"
check "... and goes with it" gone "$stays"

# A cgroup that is there
check "plain, a client is flagged" test "$(inside "$handed" "$handed" connect)" = flagged
ends 1 "$NOREUSEADDR" --cgroup=status "$cgroup"
says "$cgroup: not attached"
ends 0 "$NOREUSEADDR" --cgroup=attach "$cgroup"
says "$cgroup: attached"
check "attached, it is bare" test "$(inside "$handed" "$handed" connect)" = bare
check "a process outside is not touched" test "$("$handed" "$handed" connect)" = flagged
ends 0 "$NOREUSEADDR" --cgroup=status "$cgroup"
says "$cgroup: attached"
ends 0 "$NOREUSEADDR" --cgroup=status
says "$cgroup: attached"
ends 0 "$NOREUSEADDR" --cgroup=attach "$cgroup/."
says "$cgroup: is attached already"
check "... and has nine programs" test "$("$other" count "$cgroup")" -eq 9
ends 0 "$NOREUSEADDR" --cgroup=detach "$cgroup"
says "$cgroup: detached"
check "... it has none" test "$("$other" count "$cgroup")" -eq 0
check "detached, a client is flagged" test "$(inside "$handed" "$handed" connect)" = flagged
ends 0 "$NOREUSEADDR" --cgroup=detach "$cgroup"

# Other parties
mkdir "$cgroup/multi" "$cgroup/alone" "$cgroup/alone/below"
check "another party attaches" "$other" multi "$cgroup/multi"
ends 0 "$NOREUSEADDR" --cgroup=attach "$cgroup/multi"
check "... both are there" test "$("$other" count "$cgroup/multi")" -eq 10
ends 0 "$NOREUSEADDR" --cgroup=detach "$cgroup/multi"
check "... and the other still is" test "$("$other" count "$cgroup/multi")" -eq 1
check "another party attaches alone" "$other" alone "$cgroup/alone"
refused "a program of another party is there that lets no other join it" \
    "$NOREUSEADDR" --cgroup=attach "$cgroup/alone"
check "... nothing is half attached" test "$("$other" count "$cgroup/alone")" -eq 1
refused "a cgroup above has a program that lets no other join it" \
    "$NOREUSEADDR" --cgroup=attach "$cgroup/alone/below"
check "... nothing is half attached" test "$("$other" count "$cgroup/alone/below")" -eq 0
rmdir "$cgroup/alone/below"

# What was cut short is made whole.  Half of it is made by taking away one.
check "attached again" "$NOREUSEADDR" --cgroup=attach "$cgroup"
if command -v bpftool > /dev/null; then
    id=$(bpftool cgroup show "$cgroup" | awk '$NF == "nra_bind6" { print $1 }')
    bpftool cgroup detach "$cgroup" cgroup_inet6_bind id "$id" 2> err ||
        bpftool cgroup detach "$cgroup" bind6 id "$id" 2>> err
    ends 1 "$NOREUSEADDR" --cgroup=status "$cgroup"
    says "$cgroup: attached in part"
    ends 0 "$NOREUSEADDR" --cgroup=attach "$cgroup"
    check "... and has nine programs" test "$("$other" count "$cgroup")" -eq 9
else
    skip "half attached" "bpftool is not installed"
fi
ends 0 "$NOREUSEADDR" --cgroup=detach "$cgroup"

# Interrupted at any time it is whole or not there, and no cgroup is left.
halves=
for delay in 001 002 003 004 005 006 008 010 012 015 020 030; do
    timeout -s TERM "0.$delay" "$NOREUSEADDR" --cgroup=attach "$cgroup" > out 2>&1
    case $("$other" count "$cgroup") in
    0 | 9) ;;
    *) halves="$halves $delay" ;;
    esac
    "$NOREUSEADDR" --cgroup=detach "$cgroup" > out 2>&1
    timeout -s TERM "0.$delay" "$NOREUSEADDR" --cgroup true > out 2>&1
done
check "interrupted, nothing is half attached" test -z "$halves"
check "interrupted, no cgroup is left" none_left

# Mistakes
refused "no command" "$NOREUSEADDR" --cgroup
refused "of which cgroup or unit?" "$NOREUSEADDR" --cgroup=attach
refused "takes no more than one word" "$NOREUSEADDR" --cgroup=attach "$cgroup" "$cgroup"
refused "neither attach, detach, status, pin nor unpin" "$NOREUSEADDR" --cgroup=wrong "$cgroup"
refused "no cgroup" "$NOREUSEADDR" --cgroup=attach "$dir/."
refused "No such file or directory" "$NOREUSEADDR" --cgroup=attach "$cgroup/none"
refused "Not a directory" "$NOREUSEADDR" --cgroup=detach "$cgroup/cgroup.procs"
refused "not on a bpf file system" "$NOREUSEADDR" --cgroup=pin "$dir/pins"
refused "a report only with --audit" "$NOREUSEADDR" --report --cgroup true
refused "--cgroup: not with" "$NOREUSEADDR" --check --cgroup true
refused "--strict, --mode and the like are the library's" "$NOREUSEADDR" --mode=restore --cgroup true
version_1=$(awk '$3 == "cgroup" { print $2; exit }' /proc/self/mounts)
if [ -n "$version_1" ]; then
    refused "a cgroup of version 1" "$NOREUSEADDR" --cgroup=attach "$version_1"
else
    skip "a cgroup of version 1" "none is mounted"
fi
# shellcheck disable=SC2016
if unshare -m umount -a -t cgroup2 2> /dev/null; then
    refused "no cgroups of version 2 are mounted" \
        unshare -m sh -c 'umount -a -t cgroup2 && exec "$@"' sh "$NOREUSEADDR" --cgroup true
    # A machine that has version 1 alone names no cgroup of version 2.
    grep -v '^0:' /proc/self/cgroup > cgroup.v1
    refused "no cgroups of version 2 are mounted" unshare -m sh -c 'umount -a -t cgroup2 &&
        mount --bind cgroup.v1 /proc/$$/cgroup && exec "$@"' sh "$NOREUSEADDR" --cgroup true
else
    skip "no cgroups of version 2" "they can't be unmounted"
fi

# Units, with a stand-in for systemctl: what it answers is what systemctl(1) does.
mkdir bin
# shellcheck disable=SC2016
printf '%s\n' '#!/bin/sh' 'for unit; do :; done' 'case $unit in' \
    'run.service) echo "$CONTROL_GROUP" ;;' 'off.service) echo ;;' '*) exit 1 ;;' 'esac' > bin/systemctl
chmod +x bin/systemctl
unit() {
    PATH=$dir/bin:$PATH CONTROL_GROUP=${cgroup#"$root"} "$@"
}
ends 0 unit "$NOREUSEADDR" --cgroup=attach run.service
says "$cgroup: attached"
ends 0 unit "$NOREUSEADDR" --cgroup=detach run.service
refused "no such unit, or it does not run" unit "$NOREUSEADDR" --cgroup=attach off.service
refused "a pattern, where one unit or a path is wanted" unit "$NOREUSEADDR" --cgroup=attach '*.service'
refused "systemd does not answer" unit "$NOREUSEADDR" --cgroup=attach x.service
refused "there is no systemctl to ask" env PATH=/nowhere "$NOREUSEADDR" --cgroup=attach x.service

# Rights
if command -v setpriv > /dev/null; then
    refused "CAP_BPF and CAP_NET_ADMIN are needed" setpriv --bounding-set=-bpf,-sys_admin \
        --inh-caps=-all "$NOREUSEADDR" --cgroup=attach "$cgroup"
    refused "CAP_NET_ADMIN" setpriv --bounding-set=-net_admin,-sys_admin \
        --inh-caps=-all "$NOREUSEADDR" --cgroup true
    check "... nothing is attached" test "$("$other" count "$cgroup")" -eq 0
    refused "no cgroup can be made in it: Permission denied" \
        setpriv --reuid=65534 --clear-groups "$NOREUSEADDR" --cgroup true
    check "... no cgroup is left" test -z "$(left)"
    # In a cgroup that was given to him, nobody needs no more than two capabilities.
    chown 65534 "$cgroup" "$cgroup/cgroup.procs"
    inside setpriv --reuid=65534 --clear-groups --inh-caps=+bpf,+net_admin \
        --ambient-caps=+bpf,+net_admin "$NOREUSEADDR" --cgroup "$handed" "$handed" connect > out 2> err
    check "nobody, with CAP_BPF and CAP_NET_ADMIN, in a cgroup of his" test "$(cat out err)" = bare
else
    skip "rights" "setpriv is not installed"
fi

# Pins, for systemd
# shellcheck disable=SC2016
if unshare -m mount -t bpf bpf "$dir/bin" 2> err; then
    pinned=$(unshare -m sh -c 'mount -t bpf bpf "$2" && "$1" --cgroup=pin "$2/pins" &&
        ls "$2/pins" && "$1" --cgroup=unpin "$2/pins" && test ! -e "$2/pins"' sh "$NOREUSEADDR" "$dir/bin" | wc -l)
    check "nine programs are pinned, and unpinned" test "$pinned" -eq 9
    # Where anybody may make a directory, it may be somebody else's already.
    for make in 'mkdir "$2/pins" && chown 65534 "$2/pins"' 'mkdir -m 777 "$2/pins"' \
        'mkdir "$2/of" && chown 65534 "$2/of" && ln -s of "$2/pins"'; do
        refused "not a directory that this user alone can write" unshare -m sh -c \
            "mount -t bpf bpf \"\$2\" && $make && "'exec "$1" --cgroup=pin "$2/pins"' sh \
            "$NOREUSEADDR" "$dir/bin"
    done
    refused "File exists" unshare -m sh -c 'mount -t bpf bpf "$2" &&
        "$1" --cgroup=pin "$2/pins" && exec "$1" --cgroup=pin "$2/pins"' sh "$NOREUSEADDR" "$dir/bin"
else
    skip "pins" "no bpf file system can be mounted"
fi
ends 0 "$NOREUSEADDR" --print-env=systemd-cgroup
says "BPFProgram=setsockopt:/sys/fs/bpf/noreuseaddr/nra_setsockopt"
if command -v systemd-analyze > /dev/null; then
    printf '[Service]\nExecStart=/bin/true\n' | cat - out > drop-in.service
    check "... systemd knows each line" sh -c \
        'lines=$(systemd-analyze verify "$1" 2>&1 | grep -i bpf); test -z "$lines"' sh "$dir/drop-in.service"
else
    skip "... systemd knows each line" "systemd-analyze is not installed"
fi
done_testing
