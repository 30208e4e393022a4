# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# What the tests of --cgroup need.  Sourced after tap.sh.

has_capability() { # NUMBER
    capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
    [ $(((0x$capabilities >> $1) & 1)) -eq 1 ]
}

is_linux_6_1() {
    release=$(uname -r)
    major=${release%%.*}
    minor=${release#*.}
    minor=${minor%%[!0-9]*}
    [ "$major" -gt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -ge 1 ]; }
}

# What is missing is found out without the program that is to be tested.
need_cgroup() {
    [ -x "$BUILDDIR/src/cgroup/noreuseaddr-cgroup" ] ||
        skip_all "built without clang or libbpf"
    is_linux_6_1 || skip_all "Linux 6.1 is needed"
    root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
    [ -n "$root" ] || skip_all "no cgroups of version 2 are mounted"
    own=$(sed -n 's/^0:://p' /proc/self/cgroup)
    own=$root${own%/}
    probe=$(mktemp -d "$own/test.XXXXXX" 2>/dev/null) ||
        skip_all "no cgroup can be made in $own"
    rmdir "$probe"
    [ "$(awk '{ print $3 }' /proc/self/uid_map)" = 4294967295 ] ||
        skip_all "a user namespace has no right to programs in the kernel"
    has_capability 12 || skip_all "CAP_NET_ADMIN is missing"
    has_capability 39 || has_capability 21 || skip_all "CAP_BPF is missing"
}

refused() { # TEXT COMMAND...: one line that has it, exit status 125, nothing was done
    text=$1
    shift
    "$@" > out 2> err
    status=$?
    case $status:$(wc -l < err):$(cat err) in
    125:1:"noreuseaddr: "*"$text"*) check "refused: $text" test ! -s out ;;
    *) fail "refused: $text" "$*: status $status" "$(cat err)" ;;
    esac
}
