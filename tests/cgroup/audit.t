#!/bin/sh
# SPDX-License-Identifier: ISC
# noreuseaddr --audit --cgroup: who carried the flag, of programs that no library gets into
# too, and by which code.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
# shellcheck source=tests/cgroup/lib.sh
. "${srcdir:-.}/tests/cgroup/lib.sh"

need_cgroup
has_capability 38 || has_capability 21 || skip_all "CAP_PERFMON is missing"
[ -r /sys/kernel/btf/vmlinux ] || skip_all "this kernel says nothing of its types (BTF)"
"$BUILDDIR/src/cgroup/noreuseaddr-cgroup" audits ||
    skip_all "this build has no libdw"
dir=$(mktemp -d) || exit 1
chmod 755 "$dir"
home=$(mktemp -d "$own/test.XXXXXX") || exit 1
cgroup=$home/there
mkdir "$cgroup"
source=$(cd "$srcdir" && pwd)/tests/cgroup/audited
cd "$dir" || exit 1
trap 'echo 0 > "$own/cgroup.procs"; rmdir "$cgroup" "$home" 2>/dev/null; rm -rf "$dir"' EXIT
echo 0 > "$home/cgroup.procs"

audit() { # STATUS COMMAND...: the report is in the file "report", exit status 9 for a client
    wanted=$1
    shift
    "$NOREUSEADDR" --audit --verbose --error-exitcode=9 --cgroup "$@" > out 2> report
    status=$?
    check "audit of $* ends with $wanted" test "$status" -eq "$wanted"
}

has() { # PATTERN...: each is in the report
    for pattern; do
        check "... and has $pattern" sh -c 'grep -qE -e "$1" report || { cat report; exit 1; }' \
            sh "$pattern"
    done
}

has_not() { # PATTERN
    check "... and has no $1" sh -c '! grep -E -e "$1" report' sh "$1"
}

# How it is linked, and how it makes its calls
client() { # NAME WORDS...: both places and what they were called from
    name=$1
    shift
    audit 9 "$@" connect send
    has '^2 client sockets carried SO_REUSEADDR; 2 calls set it, in 1 process$' \
        "left on  $name .*tcp4 .*set_the_flag" "left on  $name .*udp4 .*set_the_flag" \
        'set at +set_the_flag' 'connect +use_the_flag' 'send +send_with_the_flag' 'via main|via act' \
        'to 127\.0\.0\.1:'
}

compile() { # NAME COMPILER...: a program of that name; skips NAME if there can be none
    program=$1
    shift
    # shellcheck disable=SC2086 # words are wanted
    if ! command -v ${1%% *} > /dev/null; then
        skip "$program" "${1%% *} is not installed"
    elif ! "$@" -O1 -D_GNU_SOURCE -o "$program" "$source.c" > out 2>&1; then
        skip "$program" "${1%% *} makes none: $(tail -1 out)"
    else
        return 0
    fi
    return 1
}

# shellcheck disable=SC2086 # words are wanted
set -- ${CC:-cc}
compile dynamic "$@" && client dynamic ./dynamic
compile static "$@" -static && client static ./static
compile raw "$@" -DRAW && client raw ./raw
compile musl musl-gcc -static && client musl ./musl

if ! command -v go > /dev/null; then
    skip "Go" "go is not installed"
elif ! HOME=$dir GO111MODULE=off go build -o go-client "$source.go" > out 2>&1; then
    skip "Go" "$(tail -1 out)"
else
    audit 9 ./go-client
    has '^1 client socket carried' 'main.setTheFlag' 'connect +.*net\.|via net\.'
fi

if command -v busybox > /dev/null; then
    audit 9 sh -c 'busybox nc -w 1 127.0.0.1 1; true' # refused, which is no matter
    has '^1 client socket carried' 'left on  busybox +tcp4'
else
    skip "busybox" "busybox is not installed"
fi

# However it is started
audit 9 env -i ./dynamic connect
has 'set at +set_the_flag'
cp dynamic setuid
if chown 65534 setuid && chmod u+s setuid; then
    audit 9 ./setuid connect
    has 'left on  setuid .*set_the_flag'
fi
audit 9 ./dynamic exec
has '^1 client socket carried' 'set_the_flag.* -> use_the_flag' 'run as +second handed'
audit 9 sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do ./dynamic connect; done'
has '^20 client sockets carried .* 20 calls set it, in 2[012] processes$' '^1 +20 +left on  dynamic'
has_not 'code in no file'
audit 0 ./dynamic often
has ' 20000 calls set'
has_not 'not known' # the copies of its stack would be more than there is room for
if command -v i686-linux-gnu-gcc > /dev/null &&
    compile small i686-linux-gnu-gcc -static; then
    audit 9 ./small connect
    has 'left on  small .*not known -> '
    has_not 'before the audit' # no hook sees its setsockopt
fi
if ! echo '#include <liburing.h>' | ${CC:-cc} -E - > /dev/null 2>&1; then
    skip "io_uring" "liburing is not installed"
elif ${CC:-cc} -o uring "${source%audited}uring.c" -luring 2> out; then
    audit 9 sh -c './uring > uring.out; true' # it fails where the flag is not taken off
    has 'left on  uring +tcp4'
fi

# What is no client
audit 0 ./dynamic plain
has '^no client socket carried'
audit 0 ./dynamic listen
has '^no client socket carried' 'port 0'
audit 0 "$NOREUSEADDR" --cgroup ./dynamic connect send
has '^no client socket carried'

# The report is the report
"$NOREUSEADDR" --audit --report="$dir/kept" --cgroup ./static connect 2> report
check "kept in a file, it can be shown" sh -c \
    '"$1" --show "$2" | diff report -' sh "$NOREUSEADDR" "$dir/kept"
"$NOREUSEADDR" --audit --report="$dir/kept" --cgroup ./static connect 2> report
has '^2 client sockets carried .*; 2 calls set it, in 2 processes$'
if "$NOREUSEADDR" --json --show "$dir/kept" > json 2> out; then
    check "... as JSON" grep -q '"clients": 2' json
    check "... with the user, and without the cgroup made for it" \
        test "$(tr -d '\n ' < json | grep -o '"owner":{[^}]*}' | sort -u)" = \
        '"owner":{"user":0,"name":"root","cgroup":null,"unit":null,"container":null}'
else
    skip "... as JSON" "this build has no jansson"
fi
"$NOREUSEADDR" --audit "$NOREUSEADDR" --audit --cgroup ./static connect 2> report
check "within another audit it is passed on" test "$(grep -c '^1 client socket carried' report)" -eq 2

# A cgroup that is there, until it is interrupted
watch() { # SIGNAL: both runs are seen
    "$NOREUSEADDR" --audit --report="$dir/live$1" --cgroup="$cgroup" 2> report &
    launcher=$!
    # It has begun when a client is seen; what came before is none of its business.
    tries=200
    until "$NOREUSEADDR" --show "$dir/live$1" 2> /dev/null | grep -q '^[1-9].*carried' ||
        [ "$tries" -eq 0 ]; do
        tries=$((tries - 1))
        sh -c 'echo 0 > "$1/cgroup.procs" && ./static connect' sh "$cgroup"
    done
    ./static send # not in it
    kill -s "$1" "$launcher"
    wait "$launcher"
    check "a cgroup is watched until SIG$1" test $? -eq 0
    has 'left on  static .*tcp4 .*set_the_flag.*use_the_flag'
    has_not udp4
}
watch TERM
watch INT

within() { # CGROUP COMMAND...
    # shellcheck disable=SC2016
    sh -c 'echo 0 > "$1/cgroup.procs" && shift && exec "$@"' sh "$@"
}

begin_audit() { # REPORT CLIENT...: of $cgroup; has begun when CLIENT is seen
    kept=$dir/$1
    shift
    "$NOREUSEADDR" --audit --report="$kept" --cgroup="$cgroup" 2> report &
    launcher=$!
    tries=200
    until "$NOREUSEADDR" --show "$kept" 2> /dev/null | grep -q '^[1-9].*carried' ||
        [ "$tries" -eq 0 ]; do
        tries=$((tries - 1))
        within "$@"
    done
}

end_audit() {
    kill "$launcher"
    wait "$launcher"
}

# What was there before: flags without their place, of datagram sockets too
mkfifo ready go
exec 8<> go 9<> ready
mkdir "$cgroup/one.service"
within "$cgroup/one.service" ./static early <&8 >&9 &
early=$!
read -r ready <&9
begin_audit early "$cgroup" ./dynamic connect
echo "$ready" >&8
wait "$early"
end_audit
exec 8>&- 9>&-
has ' 1  left on  static +tcp4 +before the audit.* -> ' ' 2  left on  static +udp4 +before the audit.* -> ' \
    'set at +before the audit began' 'Start the program once more' 'by +user root, unit one.service'
check "... and has no port of the program's own" test "$(grep -c 'left on  static' report)" -eq 2

# Who ran them
container=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
mkdir "$cgroup/docker-$container.scope"
begin_audit owners "$cgroup/docker-$container.scope" ./static connect
if command -v setpriv > /dev/null; then
    within "$cgroup/one.service" setpriv --reuid=65534 --clear-groups ./static connect
fi
end_audit
rmdir "$cgroup/one.service" "$cgroup/docker-$container.scope"
has 'by +user root, container 0123456789ab( |$)'
if command -v setpriv > /dev/null; then
    has "by +user $(id -un 65534), unit one.service"
else
    skip "another user" "setpriv is not installed"
fi
check "nothing stays attached" test "$("$BUILDDIR/tests/cgroup/other" count "$cgroup")" -eq 0

"$NOREUSEADDR" --show "$dir/owners" --format=markdown > markdown
check "... in Markdown" grep -q 'by  *user root, container 0123456789ab' markdown
"$NOREUSEADDR" --show "$dir/owners" --issue=1 > issue
check "... but not in a bug report for others" sh -c 'grep -q "set at" issue && ! grep "user root\|one.service\|0123456789" issue'
if "$NOREUSEADDR" --show "$dir/owners" --format=sarif > sarif 2> out; then
    check "... in SARIF" sh -c 'tr -d "\n " < sarif | grep -q "\"containers\":\[\"$1\"\]"' sh "$container"
else
    skip "... in SARIF" "this build has no jansson"
fi

# Mistakes
refused "no command" "$NOREUSEADDR" --audit --cgroup
refused "takes no command" "$NOREUSEADDR" --audit --cgroup="$cgroup" true
refused "of which cgroup or unit?" "$NOREUSEADDR" --audit --cgroup=
refused "no cgroup" "$NOREUSEADDR" --audit --cgroup="$dir/."
refused "No such file or directory" "$NOREUSEADDR" --audit --cgroup="$cgroup/none"
refused "a report only with --audit" "$NOREUSEADDR" --report --cgroup true
refused "the library's" "$NOREUSEADDR" --audit --reuseport=keep --cgroup true
refused "the library's" "$NOREUSEADDR" --audit --strict --cgroup true
refused "only with a report of a command" "$NOREUSEADDR" --json --cgroup true
echo word > kept
refused "not a report" "$NOREUSEADDR" --audit --report="$dir/kept" --cgroup true
audit 127 ./no-such-command
check "... in one line" test "$(cat report)" = "noreuseaddr: ./no-such-command: No such file or directory"
if command -v setpriv > /dev/null; then
    for capability in bpf perfmon net_admin; do
        refused CAP_ setpriv --bounding-set=-$capability,-sys_admin --inh-caps=-all \
            "$NOREUSEADDR" --audit --cgroup true
    done
fi
# A stand-in: what is locked down stays so until the next start.
# shellcheck disable=SC2016
if unshare -m mount -t tmpfs none /sys/kernel/security 2> /dev/null; then
    refused "in lockdown (confidentiality)" unshare -m sh -c 'mount -t tmpfs none /sys/kernel/security &&
        echo "none integrity [confidentiality]" > /sys/kernel/security/lockdown && exec "$@"' \
        sh "$NOREUSEADDR" --audit --cgroup true
else
    skip "lockdown" "nothing can be mounted on /sys/kernel/security"
fi
"$BUILDDIR/tests/cgroup/other" alone "$cgroup" &&
    refused "lets no other join it" "$NOREUSEADDR" --audit --cgroup="$cgroup"
check "no cgroup is left" test -z "$(find "$home" -maxdepth 1 -name 'noreuseaddr-*')"
done_testing
