#!/bin/sh
# SPDX-License-Identifier: ISC
# Other preloaded libraries, in front of this one and behind it, by hand and by their own
# launchers: each still does its job, and the flag is gone.
# shellcheck disable=SC2016 # the variables are for the inner shell
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux' LD_PRELOAD"
# faketime never removes what it puts into /dev/shm, and stumbles over what an earlier process of
# the same number left there.
shm=shared
if [ -n "${APART-}" ]; then
    shm=private
elif unshare -mpf --mount-proc mount -t tmpfs none /dev/shm 2> /dev/null; then
    export APART=yes
    exec unshare -mpf --mount-proc sh -c 'mount -t tmpfs none /dev/shm && exec "$0"' "$0"
fi
here=$BUILDDIR/tests/neighbours
dir=$(mktemp -d) || exit 1
trap 'kill -KILL $proxy 2> /dev/null; rm -rf "$dir"' EXIT
proxy=

says() { # LINE...: flagged prints these lines, which are regular expressions
    cat "$dir/out"
    [ "$status" = 0 ] || return
    for line; do
        grep -qx "$line" "$dir/out" || return
    done
}

flagged() { # LAUNCHER...: runs it with $arguments
    # shellcheck disable=SC2086 # several arguments
    "$@" "$here/flagged" $arguments < /dev/null > "$dir/out" 2>&1
    status=$?
}

in_order() { # FIRST SECOND LAUNCHER...: with these two in LD_PRELOAD, under LAUNCHER
    order=$1:$2
    shift 2
    flagged "$@" env LD_PRELOAD="$order"
}

# pair NAME JOB ARGUMENTS LAUNCHER...
# LAUNCHER preloads the library of the neighbour NAME.  JOB is a line that only then comes of
# flagged, called with ARGUMENTS.  $behind says what becomes of the flag where the neighbour comes
# first, $started where it starts the launcher, which puts the library behind it.
pair() {
    name=$1 job=$2 arguments=$3
    shift 3
    entry=$("$@" env sh -c 'echo "$LD_PRELOAD"')
    flagged env
    check "$name: without it there is no '$job'" sh -c '! grep -x "$1" "$2"' sh "$job" "$dir/out"
    flagged "$@"
    check "$name alone does its job and leaves the flag" says "$job" "flag 1"
    in_order "$LIBNOREUSEADDR" "$entry" "$@"
    check "behind the library: $name does its job, the flag is gone" says "$job" "flag 0"
    in_order "$entry" "$LIBNOREUSEADDR" "$@"
    check "in front of it: $name does its job, $behind" says "$job" "$behind"
    order=$entry:$LIBNOREUSEADDR
    [ "$name" != torsocks ] || order=$LIBNOREUSEADDR:$entry
    flagged "$@" "$NOREUSEADDR"
    check "$name starts the launcher: $name does its job, $started" says "$job" "$started" \
        "preload :$order:"
    flagged "$NOREUSEADDR" "$@"
    check "the launcher starts $name: $name does its job, $behind" says "$job" "$behind" \
        "preload :.*$LIBNOREUSEADDR.*"
}
behind="flag 0" started="flag 0"

installed() { # NAME PROGRAM
    command -v "$2" > "$dir/path" && return
    skip "$1" "$2 is not installed"
    false
}

library() { # NAME LIBRARY JOB ARGUMENTS: a neighbour without a launcher
    if [ -n "$(LD_PRELOAD=$2 env true 2>&1)" ]; then
        skip "$1" "$2 is not installed"
    else
        pair "$1" "$3" "$4" sh -c 'LD_PRELOAD=$0${LD_PRELOAD:+:$LD_PRELOAD} exec "$@"' "$2"
    fi
}

! installed eatmydata eatmydata || pair eatmydata "fsync 0" "" eatmydata
if [ $shm = shared ]; then
    skip faketime "no /dev/shm of this test's own"
elif installed faketime faketime; then
    pair faketime "year 2001" "" faketime "2001-02-03 04:05:06"
fi
! installed fakeroot fakeroot || pair fakeroot "block device: faked" "$dir/device" fakeroot
library jemalloc libjemalloc.so.2 "malloc .*jemalloc.* works" ""
library tcmalloc libtcmalloc_minimal.so.4 "malloc .*tcmalloc.* works" ""
library mimalloc libmimalloc.so.2 "malloc .*mimalloc.* works" ""

# Behind socket_wrapper the library sees AF_UNIX, where no port is chosen.
export SOCKET_WRAPPER_DIR="$dir/wrapped" SOCKET_WRAPPER_DEFAULT_IFACE=10
mkdir "$SOCKET_WRAPPER_DIR"
behind="flag 1" started="flag 1"
library socket_wrapper libsocket_wrapper.so "family 1" ""
behind="flag 0" started="flag 0"

# Both proxies must be told what to reach before anything else is reached.
asked=192.0.2.1:80
mkfifo "$dir/port"
"$here/socks" > "$dir/port" &
proxy=$!
read -r port < "$dir/port"
printf 'strict_chain\nlocalnet 127.0.0.0/255.0.0.0\n[ProxyList]\nsocks5 127.0.0.1 %s\n' "$port" > "$dir/proxychains.conf"
printf 'TorAddress 127.0.0.1\nTorPort %s\nAllowOutboundLocalhost 1\n' "$port" > "$dir/torsocks.conf"
export TORSOCKS_CONF_FILE="$dir/torsocks.conf"
if [ "$(wc -l < /proc/net/route)" -gt 1 ]; then
    skip "torsocks, proxychains4" "what they failed to catch would leave this machine"
else
    to="${asked%:*} ${asked#*:}"
    # torsocks looks its next functions up in libc itself, by dlopen, so it must come second:
    # there the launcher puts the library.
    behind="flag 1"
    if installed torsocks torsocks; then
        pair torsocks "sent $asked" "$to" torsocks
        flagged torsocks "$NOREUSEADDR"
        check "torsocks starts the launcher: the flag is gone on the way to the proxy" \
            says "proxied flag 0" "sent $asked"
    fi
    behind="flag 0"
    ! installed proxychains4 proxychains4 ||
        pair proxychains4 "sent $asked" "$to" proxychains4 -q -f "$dir/proxychains.conf"
fi
done_testing
