#!/bin/sh
# SPDX-License-Identifier: ISC
# nsupdate -v goes over TCP and binds to port 0 with SO_REUSEADDR.  Over UDP it draws a port
# itself, with SO_REUSEPORT on: the library must leave that alone.
. "${srcdir:-.}/tests/programs/lib.sh"
setup named nsupdate dig
start_named || skip_all "$why"
count=0

# shellcheck disable=SC2317 # check calls it
updates() { # ADDRESS COMMAND...
    address=$1
    shift
    traced "$tmp/log" "$@" <<EOF || return
server 127.0.0.1 $port
zone example.test
update delete host.example.test A
update add host.example.test 60 A $address
send
EOF
    answer=$(dig +short @127.0.0.1 -p "$port" host.example.test)
    [ "$answer" = "$address" ] || {
        echo "the zone says: $answer"
        return 1
    }
}

half() { # NAME EXPECTED [LAUNCHER]
    name=$1 expected=$2
    shift 2
    count=$((count + 1))
    check "$name: an update over TCP is in the zone" updates "192.0.2.1$count" "$@" nsupdate -v
    check "$name: its port is chosen $expected" \
        all_sockets "$tmp/log" 0.0.0.0:0 "unbound $expected ok $expected"
    check "$name: it connects $expected" all_sockets "$tmp/log" "127.0.0.1:$port" \
        "port0 $expected (ok|EINPROGRESS) $expected"
    check "$name: an update over UDP is in the zone" updates "192.0.2.2$count" "$@" nsupdate
    check "$name: the flag on its own port stays" \
        all_sockets "$tmp/log" "127.0.0.1:$port" "own flagged ok flagged"
}

half "without the library" flagged
half "with the library" cleared "$NOREUSEADDR"
done_testing
